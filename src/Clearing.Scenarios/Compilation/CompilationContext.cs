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
    private List<string> _systems = [];

    public Problems Problems { get; } = problems;

    public Marks Marks { get; } = marks;

    public Currency Currency { get; set; } = new("USD", 2);

    public BusinessCalendar Calendar { get; set; } = BusinessCalendar.Default;

    public IReadOnlyDictionary<string, int> Participants => _participants;

    /// <summary>Names of the systems as listed.</summary>
    public IReadOnlyList<string> Systems => _systems;

    public void SetParticipants(IReadOnlyList<Participant> participants)
    {
        _participants = new(participants.Count, StringComparer.Ordinal);
        for (int i = 0; i < participants.Count; i++)
        {
            _participants[participants[i].Id] = i;
        }
    }

    public void SetSystems(IEnumerable<string> names) => _systems = [.. names];

    /// <summary>Finds without making a string; -1 when there is none.</summary>
    public Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> ParticipantsBySpan =>
        _participants.GetAlternateLookup<ReadOnlySpan<char>>();

    public void Error(string code, Mark at, string message) => Problems.Add(code, at, message);

    /// <summary>A path of the scenario file: to open, and to show.</summary>
    public (string Full, string Shown) Resolve(string path)
    {
        string folder = Path.GetDirectoryName(scenarioPath) ?? "";
        return (Path.Combine(folder, path), path);
    }

    /// <summary>Minor units of an amount, or null after an error.</summary>
    public long? Money(string text, Mark at) => Money(text.AsSpan(), at);

    public long? Money(ReadOnlySpan<char> text, Mark at)
    {
        switch (AmountText.Parse(text, Currency.Decimals, out long amountMinor))
        {
            case AmountFault.None:
                return amountMinor;
            case AmountFault.TooManyDecimals:
                Error(ErrorCodes.TooManyDecimals, at, $"{Characters.Show(text)} has more than the {Currency.Decimals} "
                    + $"decimals of {Currency.Code}; amounts are never rounded");
                return null;
            case AmountFault.TooLarge:
                Error(ErrorCodes.OutOfRange, at, $"{Characters.Show(text)} is too large: the greatest amount is "
                    + $"{Currency.Format(long.MaxValue - 1)}");
                return null;
            default:
                Error(ErrorCodes.Amount, at, $"{Characters.Show(text)} is not an amount; write a plain decimal such as "
                    + $"{Currency.Format(123450)}, without exponent, sign or spaces");
                return null;
        }
    }

    /// <summary>Minor units of an amount that must not be negative.</summary>
    public long? MoneyNotNegative(string text, Mark at)
    {
        long? amount = Money(text, at);
        if (amount < 0)
        {
            Error(ErrorCodes.OutOfRange, at, $"{Characters.Show(text)} is negative; write 0 or more");
            return null;
        }

        return amount;
    }

    /// <summary>Credit: <see cref="long.MaxValue"/> when unlimited.</summary>
    public long? Credit(string text, Mark at) => text == "unlimited" ? long.MaxValue : MoneyNotNegative(text, at);

    public void UnknownCurrency(string code, Mark at) =>
        Error(ErrorCodes.UnknownCurrency, at, $"{Characters.Show(code)} is not a currency of ISO 4217, three capitals"
            + Nearest.Hint(code, CurrencyTable.Codes));

    /// <summary>Account index of a participant, or null after an error.</summary>
    public int? Participant(string id, Mark at)
    {
        if (_participants.TryGetValue(id, out int index))
        {
            return index;
        }

        Error(ErrorCodes.UnknownParticipant, at,
            $"There is no participant {Characters.Show(id)}{Nearest.Hint(id, _participants.Keys)}");
        return null;
    }

    /// <summary>Index of a system, or null after an error.</summary>
    public int? System(string name, Mark at)
    {
        int index = _systems.IndexOf(name);
        if (index >= 0)
        {
            return index;
        }

        Error(ErrorCodes.UnknownSystem, at,
            $"There is no system {Characters.Show(name)}{Nearest.Hint(name, _systems)}");
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
            if (day is not null)
            {
                Error(ErrorCodes.KeysDoNotGoTogether, dayAt, "A date-time fixes the day; leave `day` out");
                return null;
            }

            if (Calendar.Locate(date, time.SinceMidnightUs) is { } located)
            {
                return located;
            }

            Error(ErrorCodes.NotADay, at, $"{date:yyyy-MM-dd} is not a business day of the calendar, which has "
                + $"{Calendar.Days[0].Date:yyyy-MM-dd} to {Calendar.Days[^1].Date:yyyy-MM-dd}, Monday to Friday");
            return null;
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
