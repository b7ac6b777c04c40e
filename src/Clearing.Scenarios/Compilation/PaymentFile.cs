using System.Globalization;
using Clearing.Scenarios.Csv;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>A CSV file of payments: which column is what, and the fields of the current row without garbage.</summary>
internal sealed class PaymentFile
{
    private static readonly string[] RequiredKeys = ["id", "at", "from", "to", "amount"];

    private static readonly string[] ColumnNames =
        [.. RequiredKeys, "day", "currency", "priority", "kind", "not-before", "not-after", "group"];

    private readonly CompilationContext _context;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _participants;
    private readonly int _at;
    private readonly int _day;
    private readonly int _priority;

    private PaymentFile(CsvFile csv, CompilationContext context)
    {
        Csv = csv;
        _context = context;
        _participants = context.ParticipantsBySpan;
        Id = csv.ColumnOf("id");
        From = csv.ColumnOf("from");
        To = csv.ColumnOf("to");
        AmountColumn = csv.ColumnOf("amount");
        Currency = csv.ColumnOf("currency");
        Kind = csv.ColumnOf("kind");
        NotBefore = csv.ColumnOf("not-before");
        NotAfter = csv.ColumnOf("not-after");
        Group = csv.ColumnOf("group");
        _at = csv.ColumnOf("at");
        _day = csv.ColumnOf("day");
        _priority = csv.ColumnOf("priority");
    }

    public CsvFile Csv { get; }

    public int Id { get; }

    public int From { get; }

    public int To { get; }

    public int AmountColumn { get; }

    public int Currency { get; }

    public int Kind { get; }

    public int NotBefore { get; }

    public int NotAfter { get; }

    public int Group { get; }

    /// <summary>Checks the header; null after an error.</summary>
    public static PaymentFile? Open(CsvFile csv, CompilationContext context)
    {
        int before = context.Problems.Count;
        string missing = string.Join(", ",
            RequiredKeys.Where(name => csv.ColumnOf(name) < 0).Select(name => $"`{name}`"));
        if (missing.Length > 0)
        {
            context.Error(ErrorCodes.CsvHeader, csv.HeaderAt(0), $"The header has no column {missing}");
        }

        for (int i = 0; i < csv.Header.Count; i++)
        {
            if (!ColumnNames.Contains(csv.Header[i]))
            {
                context.Error(ErrorCodes.CsvHeader, csv.HeaderAt(i),
                    $"{Characters.Show(csv.Header[i])} is not a column of payments"
                    + Nearest.Hint(csv.Header[i], ColumnNames));
            }
        }

        return context.Problems.Count == before ? new PaymentFile(csv, context) : null;
    }

    /// <summary>Account index, or -1 after an error.</summary>
    public int Participant(int column)
    {
        ReadOnlySpan<char> id = Csv[column];
        return _participants.TryGetValue(id, out int index) ? index : _context.Participant(id.ToString(),
            Csv.At(column)) ?? -1;
    }

    /// <summary>The amount where it is right and above zero; else null, without an error yet.</summary>
    public long? Amount(Currency? currency) =>
        AmountText.Parse(Csv[AmountColumn], (currency ?? _context.Currency).Decimals,
            out long amount) == AmountFault.None && amount > 0
            ? amount
            : null;

    /// <summary>The row's currency, by default the scenario's; null after an error.</summary>
    public Currency? CurrencyOfRow()
    {
        ReadOnlySpan<char> code = Csv[Currency];
        return code.IsEmpty || code.SequenceEqual(_context.Currency.Code)
            ? _context.Currency
            : _context.CurrencyOf(code.ToString(), Csv.At(Currency));
    }

    public Priority Priority()
    {
        ReadOnlySpan<char> word = Csv[_priority];
        if (word.IsEmpty || word.SequenceEqual("normal"))
        {
            return Settlement.Model.Priority.Normal;
        }

        if (word.SequenceEqual("urgent"))
        {
            return Settlement.Model.Priority.Urgent;
        }

        if (!word.SequenceEqual("high"))
        {
            _context.Error(ErrorCodes.UnknownWord, Csv.At(_priority),
                $"{Characters.Show(word)} is not one of `urgent`, "
                + $"`high`, `normal`{Nearest.Hint(word.ToString(), ["urgent", "high", "normal"])}");
        }

        return Settlement.Model.Priority.High;
    }

    /// <summary>Day and instant at which the payment falls due; null after an error.</summary>
    public (int Day, long Instant)? Due()
    {
        int? day = null;
        ReadOnlySpan<char> text = Csv[_day];
        if (!text.IsEmpty)
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || text[0] == '0')
            {
                _context.Error(ErrorCodes.WholeNumber, Csv.At(_day),
                    $"{Characters.Show(text)} is not the number of a day");
                return null;
            }

            day = number;
        }

        return Instant(Csv[_at], day, _at, isDue: true);
    }

    /// <summary>The instant of another time of the row; 0 where there is none, or after an error.</summary>
    public long Instant(int column, int? day) =>
        Csv[column].IsEmpty ? 0 : Instant(Csv[column], day, column, isDue: false)?.Instant ?? 0;

    private (int Day, long Instant)? Instant(ReadOnlySpan<char> text, int? day, int column, bool isDue)
    {
        if (TimeText.TryTimeOfDay(text, out long us))
        {
            int number = day ?? 1;
            return number <= _context.Calendar.Days.Count
                ? (number, _context.Calendar.At(number, us))
                : _context.Instant(new DueTime(null, us), day, Csv.At(column), Csv.At(_day < 0 ? column : _day));
        }

        if (TimeText.TryDateTime(text, out DateOnly date, out us))
        {
            int? given = isDue ? day : null;
            return _context.Instant(new DueTime(date, us), given, Csv.At(column), Csv.At(_day < 0 ? column : _day));
        }

        _context.Error(ErrorCodes.TimeOfDay, Csv.At(column), $"{Characters.Show(text)} is not a time of day such as "
            + "`09:30`, or a local date-time such as `2026-01-05T09:30`");
        return null;
    }
}
