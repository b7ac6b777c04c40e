using System.Buffers;

namespace Clearing.Messages.Sessions;

/// <summary>A part of the directory: names in the order of their indexes.</summary>
/// <param name="First">Index of the first participant of this part.</param>
/// <param name="IsLast">True when no part follows.</param>
/// <param name="Participants">At most <see cref="MostParticipants"/>.</param>
/// <param name="Systems">All systems, in the last part; else none.</param>
/// <param name="Currencies">All currencies, in the last part; else none.</param>
public sealed record DirectoryPage(
    int First,
    bool IsLast,
    IReadOnlyList<DirectoryParticipant> Participants,
    IReadOnlyList<DirectorySystem> Systems,
    IReadOnlyList<DirectoryCurrency> Currencies)
{
    /// <summary>The most participants of a part.</summary>
    public const int MostParticipants = 256;

    /// <summary>The most systems of a ledger.</summary>
    public const int MostSystems = 64;

    /// <summary>The most currencies of a ledger.</summary>
    public const int MostCurrencies = 64;

    /// <summary>Characters of a name at most, so that a full part fits its frame.</summary>
    public const int MostName = 64;

    /// <summary>Reads the contents of a control frame.</summary>
    public static bool TryRead(ReadOnlySpan<byte> contents, out DirectoryPage page)
    {
        FieldReader reader = new(contents);
        bool isPage = reader.Octet() == (byte)ControlKind.DirectoryPage;
        int first = reader.Int();
        byte isLast = reader.Octet();
        List<DirectoryParticipant> participants = [];
        for (int count = reader.Short(); count > 0 && !reader.IsBroken; count--)
        {
            participants.Add(new DirectoryParticipant(reader.Text(), reader.Text(), reader.Text()));
        }

        List<DirectorySystem> systems = [];
        for (int count = reader.Short(); count > 0 && !reader.IsBroken; count--)
        {
            systems.Add(new DirectorySystem(reader.Text(), reader.Octet()));
        }

        List<DirectoryCurrency> currencies = [];
        for (int count = reader.Short(); count > 0 && !reader.IsBroken; count--)
        {
            currencies.Add(new DirectoryCurrency(reader.Text(3), reader.Octet()));
        }

        page = new DirectoryPage(first, isLast == 1, participants, systems, currencies);
        return isPage && reader.IsDone && first >= 0 && isLast <= 1;
    }

    /// <summary>Writes the contents of a control frame.</summary>
    public void Write(IBufferWriter<byte> to)
    {
        FieldWriter writer = new(to);
        writer.Octet((byte)ControlKind.DirectoryPage);
        writer.Int(First);
        writer.Octet(IsLast ? (byte)1 : (byte)0);
        writer.Short((ushort)Participants.Count);
        Write(writer, Participants);
        writer.Short((ushort)Systems.Count);
        Write(writer, Systems);
        writer.Short((ushort)Currencies.Count);
        Write(writer, Currencies);
    }

    internal static void Write(FieldWriter writer, IReadOnlyList<DirectoryParticipant> participants)
    {
        foreach (DirectoryParticipant participant in participants)
        {
            writer.Text(participant.Id);
            writer.Text(participant.Bic);
            writer.Text(participant.RoutingNumber);
        }
    }

    internal static void Write(FieldWriter writer, IReadOnlyList<DirectorySystem> systems)
    {
        foreach (DirectorySystem system in systems)
        {
            writer.Text(system.Id);
            writer.Octet(system.Currency);
        }
    }

    internal static void Write(FieldWriter writer, IReadOnlyList<DirectoryCurrency> currencies)
    {
        foreach (DirectoryCurrency currency in currencies)
        {
            writer.Text(currency.Code, 3);
            writer.Octet(currency.MinorDigits);
        }
    }
}
