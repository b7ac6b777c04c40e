using Clearing.Grains.Ledgers;
using Clearing.Messages.Sessions;

namespace Clearing.Server.Ledgers;

/// <summary>Somebody who may open sessions, or be paid by those who do.</summary>
/// <param name="Id">Name in the world.</param>
/// <param name="Bic">BIC of 8 or 11 characters; empty = messages cannot name it by one.</param>
/// <param name="RoutingNumber">ABA routing number; empty = messages cannot name it by one.</param>
/// <param name="Account">Account on which it settles: mostly its own index.</param>
public sealed record ServedParticipant(string Id, string Bic, string RoutingNumber, int Account);

/// <summary>A business day.</summary>
/// <param name="Date">Its date, which is the value date of its payments.</param>
/// <param name="Until">First instant that belongs to the next, microseconds since 1970-01-01 UTC.</param>
public readonly record struct ServedDay(DateOnly Date, long Until);

/// <summary>A ledger that sessions can be opened with, and by what the outside names all in it.</summary>
public sealed class ServedLedger
{
    private readonly int[] _dates;

    /// <param name="name">What a session asks for.</param>
    /// <param name="grain">The ledger itself.</param>
    /// <param name="participants">By index.</param>
    /// <param name="systems">By member.</param>
    /// <param name="currencies">By the numbers of the world, its own first.</param>
    /// <param name="days">Ascending; at least one.</param>
    /// <param name="clock">Business time, microseconds since 1970-01-01 UTC.</param>
    public ServedLedger(
        string name,
        ILedgerGrain grain,
        IReadOnlyList<ServedParticipant> participants,
        IReadOnlyList<DirectorySystem> systems,
        IReadOnlyList<DirectoryCurrency> currencies,
        IReadOnlyList<ServedDay> days,
        Func<long> clock)
    {
        ArgumentOutOfRangeException.ThrowIfZero(days.Count, nameof(days));
        Name = name;
        Grain = grain;
        Participants = participants;
        Days = days;
        Clock = clock;
        Currencies = currencies;
        Directory = new Messages.Sessions.Directory(
            [.. participants.Select(p => new DirectoryParticipant(p.Id, p.Bic, p.RoutingNumber))], systems, currencies);
        DirectoryHash = Directory.Hash();
        Parties = new PartyIndex(participants);
        Units = new CurrencyIndex(currencies);
        _dates = [.. days.Select(day => (day.Date.Year * 100 + day.Date.Month) * 100 + day.Date.Day)];
    }

    public string Name { get; }

    public ILedgerGrain Grain { get; }

    public IReadOnlyList<ServedParticipant> Participants { get; }

    public IReadOnlyList<DirectoryCurrency> Currencies { get; }

    public IReadOnlyList<ServedDay> Days { get; }

    /// <summary>Business time, microseconds since 1970-01-01 UTC.</summary>
    public Func<long> Clock { get; }

    /// <summary>True when the octets of messages go into the journal: an answer says that they are durable.</summary>
    public bool KeepsMessages { get; init; }

    /// <summary>Payment kind of customers' transfers.</summary>
    public byte CustomerKind { get; init; }

    /// <summary>Payment kind of transfers between banks.</summary>
    public byte BankKind { get; init; }

    /// <summary>Names of the classes of payments that money can be set aside for, by member.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Classes { get; init; } = [];

    /// <summary>Makes an observer known to the cluster; where there is none it is the observer itself.</summary>
    public Func<ILedgerObserver, ILedgerObserver> Refer { get; init; } = observer => observer;

    internal Messages.Sessions.Directory Directory { get; }

    internal byte[] DirectoryHash { get; }

    internal PartyIndex Parties { get; }

    internal CurrencyIndex Units { get; }

    /// <summary>Code and decimals of the currency of a member.</summary>
    internal (string Code, int Digits) CurrencyOf(int member)
    {
        DirectoryCurrency currency = Currencies[Directory.Systems[member].Currency];
        return (currency.Code, currency.MinorDigits);
    }

    /// <summary>Value date of the day that an instant is in, yyyymmdd; of the last day where none is.</summary>
    internal int DateAt(long timeUs)
    {
        int day = 0;
        while (day < _dates.Length - 1 && timeUs >= Days[day].Until)
        {
            day++;
        }

        return _dates[day];
    }
}
