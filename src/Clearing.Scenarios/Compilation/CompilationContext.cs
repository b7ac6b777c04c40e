using Clearing.Scenarios.Binding;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>What every step of compiling a scenario shares: where errors go, and how words become values.</summary>
internal sealed class CompilationContext(Problems problems, Marks marks, string scenarioPath)
{
    private Dictionary<string, int> _participants = new(StringComparer.Ordinal);
    private Dictionary<string, int> _systemAccounts = new(StringComparer.Ordinal);
    private Dictionary<string, int> _addressees = new(StringComparer.Ordinal);
    private IReadOnlyList<Participant> _all = [];

    public Problems Problems { get; } = problems;

    public Marks Marks { get; } = marks;

    public Currency Currency { get; set; } = new("USD", 2);

    public BusinessCalendar Calendar { get; set; } = BusinessCalendar.Default;

    public IReadOnlyDictionary<string, int> Participants => _participants;

    /// <summary>Systems and arrangements by name.</summary>
    public SystemNames Systems { get; set; } = new([], []);

    /// <summary>What lives on over the night.</summary>
    public CarryRules Carry { get; set; } = new(Balances: true);

    /// <summary>By payment its group; null when no payment has one.</summary>
    public IReadOnlyList<int>? Groups { get; set; }

    /// <summary>Opening balance of a participant in a currency.</summary>
    public long BalanceOf(Participant participant, Currency currency) => currency == Currency
        ? participant.BalanceMinor
        : participant.OtherBalancesMinor.GetValueOrDefault(currency.Code);

    /// <summary>Intraday credit of a participant in a currency: an amount is of the scenario's only.</summary>
    public long CreditOf(Participant participant, Currency currency) =>
        currency == Currency || participant.CreditMinor == long.MaxValue ? participant.CreditMinor : 0;

    public void SetParticipants(IReadOnlyList<Participant> participants)
    {
        _participants = new(participants.Count, StringComparer.Ordinal);
        _systemAccounts = new(StringComparer.Ordinal);
        _all = participants;
        for (int i = 0; i < participants.Count; i++)
        {
            (participants[i].StandsFor < 0 ? _participants : _systemAccounts)[participants[i].Id] = i;
        }

        _addressees = new(_participants, StringComparer.Ordinal);
        for (int i = 0; i < participants.Count; i++)
        {
            foreach (string name in (string[])[participants[i].Bic, participants[i].RoutingNumber])
            {
                if (name.Length > 0)
                {
                    _addressees.TryAdd(name, i);
                }
            }
        }
    }

    /// <summary>
    /// The participant that a message names by BIC or routing number; null = none. A BIC of 8 and the same with the
    /// branch XXX are one, and a branch that is nobody by itself is its head office.
    /// </summary>
    public int? Addressee(string name) =>
        _addressees.TryGetValue(name, out int index) ? index
        : name.Length == 8 && _addressees.TryGetValue(name + "XXX", out index) ? index
        : name.Length == 11 && _addressees.TryGetValue(name[..8], out index) ? index
        : name.Length == 11 && _addressees.TryGetValue(name[..8] + "XXX", out index) ? index
        : null;

    /// <summary>Finds without making a string; -1 when there is none.</summary>
    public Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> ParticipantsBySpan =>
        _participants.GetAlternateLookup<ReadOnlySpan<char>>();

    public void Error(string code, Mark at, string message) => Problems.Add(code, at, message);

    /// <summary>
    /// A path of the scenario file: to open, and to show. Both are seen from the caller's folder, as the path of the
    /// scenario is.
    /// </summary>
    public (string Full, string Shown) Resolve(string path)
    {
        string full = Path.Combine(Path.GetDirectoryName(scenarioPath) ?? "", path);
        string shown = path.StartsWith("./", StringComparison.Ordinal)
            ? Path.Combine(Path.GetDirectoryName(scenarioPath) ?? "", path[2..])
            : full;
        return (full, shown);
    }

    /// <summary>Minor units of an amount, or null after an error.</summary>
    /// <param name="text">As written.</param>
    /// <param name="at">Place of it.</param>
    /// <param name="currency">Null = the scenario's.</param>
    public long? Money(ReadOnlySpan<char> text, Mark at, Currency? currency = null)
    {
        Currency unit = currency ?? Currency;
        switch (AmountText.Parse(text, unit.Decimals, out long amountMinor))
        {
            case AmountFault.None:
                return amountMinor;
            case AmountFault.TooManyDecimals:
                Error(ErrorCodes.TooManyDecimals, at, $"{Characters.Show(text)} has more than the {unit.Decimals} "
                    + $"decimals of {unit.Code}; amounts are never rounded");
                return null;
            case AmountFault.TooLarge:
                Error(ErrorCodes.OutOfRange, at, $"{Characters.Show(text)} is too large: the greatest amount is "
                    + $"{unit.Format(long.MaxValue - 1)}");
                return null;
            default:
                Error(ErrorCodes.Amount, at, $"{Characters.Show(text)} is not an amount; write a plain decimal such as "
                    + $"{unit.Format(123450)}, without exponent, sign or spaces");
                return null;
        }
    }

    /// <summary>Minor units of an amount that must not be negative.</summary>
    public long? MoneyNotNegative(ReadOnlySpan<char> text, Mark at, Currency? currency = null)
    {
        long? amount = Money(text, at, currency);
        if (amount < 0)
        {
            Error(ErrorCodes.OutOfRange, at, $"{Characters.Show(text)} is negative; write 0 or more");
            return null;
        }

        return amount;
    }

    /// <summary>Minor units of an amount greater than zero.</summary>
    public long? PositiveMoney(ReadOnlySpan<char> text, Mark at, Currency? currency = null)
    {
        long? amount = Money(text, at, currency);
        if (amount <= 0)
        {
            Error(ErrorCodes.OutOfRange, at, $"The amount {Characters.Show(text)} is not greater than zero");
            return null;
        }

        return amount;
    }

    /// <summary>Credit: <see cref="long.MaxValue"/> when unlimited.</summary>
    public long? Credit(string text, Mark at, Currency? currency = null) =>
        text == "unlimited" ? long.MaxValue : MoneyNotNegative(text, at, currency);

    /// <summary>Whether a text has the form of a BIC.</summary>
    public static bool IsBic(string text) =>
        text.Length is 8 or 11 && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c))
        && char.IsAsciiLetter(text[4]) && char.IsAsciiLetter(text[5]);

    /// <summary>A BIC as written; an error where it is none (ISO 9362, structure only).</summary>
    public string Bic(string text, Mark at)
    {
        if (!IsBic(text))
        {
            Error(ErrorCodes.Id, at, $"{Characters.Show(text)} is not a BIC; write 8 or 11 of A-Z and 0-9, letters for "
                + "the country at the fifth and sixth place");
        }

        return text;
    }

    /// <summary>An ABA routing number as written; an error where its check digit is wrong.</summary>
    public string RoutingNumber(string text, Mark at)
    {
        int sum = 0;
        bool fits = text.Length == 9;
        for (int i = 0; i < text.Length && fits; i++)
        {
            fits = char.IsAsciiDigit(text[i]);
            sum += (text[i] - '0') * (i % 3 == 0 ? 3 : i % 3 == 1 ? 7 : 1);
        }

        if (!fits || sum % 10 != 0)
        {
            Error(ErrorCodes.Id, at, $"{Characters.Show(text)} is not a routing number: nine digits, the last one a "
                + "check digit");
        }

        return text;
    }

    /// <summary>A currency by its code, or null after an error.</summary>
    public Currency? CurrencyOf(string code, Mark at)
    {
        if (CurrencyTable.Find(code) is { } currency)
        {
            return currency;
        }

        Error(ErrorCodes.UnknownCurrency, at, $"{Characters.Show(code)} is not a currency of ISO 4217, three capitals"
            + Nearest.Hint(code, CurrencyTable.Codes));
        return null;
    }

    /// <summary>Account index of a participant, or null after an error.</summary>
    public int? Participant(string id, Mark at)
    {
        if (_participants.TryGetValue(id, out int index))
        {
            return index;
        }

        Error(ErrorCodes.UnknownParticipant, at, _systemAccounts.ContainsKey(id)
            ? $"{Characters.Show(id)} is the account of a system; only the program itself pays from and to it"
            : $"There is no participant {Characters.Show(id)}{Nearest.Hint(id, _participants.Keys)}");
        return null;
    }

    /// <summary>
    /// As <see cref="Participant"/>, for what is about accounts: one who settles through another has none.
    /// </summary>
    public int? Account(string id, Mark at)
    {
        int? index = Participant(id, at);
        if (index is { } found && _all[found].Via is var via and >= 0)
        {
            Error(ErrorCodes.Agent, at,
                $"{Characters.Show(id)} settles through {Characters.Show(_all[via].Id)}; name that one here");
            return null;
        }

        return index;
    }

    /// <summary>As <see cref="Participant"/>, but the account of a system is found too.</summary>
    public int? AnyAccount(string id, Mark at) =>
        _systemAccounts.TryGetValue(id, out int index) ? index : Participant(id, at);

    /// <summary>What a name under `system:` means, or null after an error.</summary>
    public SystemTarget? System(string name, Mark at)
    {
        if (Systems.Find(name) is { } target)
        {
            return target;
        }

        Error(ErrorCodes.UnknownSystem, at, $"There is no system {Characters.Show(name)}{Systems.Hint(name)}");
        return null;
    }

    /// <summary>The instant of a time on a day, or null after an error.</summary>
    /// <param name="time">A time of day of <paramref name="day"/>, or a date-time.</param>
    /// <param name="day">Day number as given; null = not given.</param>
    /// <param name="at">Place of the time.</param>
    /// <param name="dayAt">Place of the day.</param>
    /// <param name="defaultDay">The day where none is given.</param>
    public (int Day, long Instant)? Instant(DueTime time, int? day, Mark at, Mark dayAt, int defaultDay = 1)
    {
        int days = Calendar.Days.Count;
        if (time.Date is { } date)
        {
            (int Day, long Instant)? located = Calendar.Locate(date, time.SinceMidnightUs);
            if (located is null)
            {
                Error(ErrorCodes.NotADay, at, $"{date:yyyy-MM-dd} is no day of the calendar, which has the business "
                    + $"days from {Calendar.Days[0].Date:yyyy-MM-dd} to {Calendar.Days[^1].Date:yyyy-MM-dd}");
            }
            else if (day is not null && day != located.Value.Day)
            {
                Error(ErrorCodes.KeysDoNotGoTogether, dayAt,
                    $"The date-time is of day {located.Value.Day}, not of day {day}; leave `day` out");
                return null;
            }

            return located;
        }

        int number = day ?? defaultDay;
        if (number < 1 || number > days)
        {
            Error(ErrorCodes.NotADay, dayAt, $"There is no day {number}; the calendar has days 1 to {days}");
            return null;
        }

        return (number, Calendar.At(number, time.SinceMidnightUs));
    }

    /// <summary>True for a name of a scenario, a system or a rulebook: [a-z0-9-]+, at most 64.</summary>
    public bool CheckName(string name, Mark at)
    {
        bool fine = name.Length is > 0 and <= 64
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
        if (!fine)
        {
            Error(ErrorCodes.Name, at, $"{Characters.Show(name)} is not a name; use 1 to 64 of a-z, 0-9 and -");
        }

        return fine;
    }
}
