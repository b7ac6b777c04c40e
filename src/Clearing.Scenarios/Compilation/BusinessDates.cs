namespace Clearing.Scenarios.Compilation;

/// <summary>The business dates of a scenario: days that are neither of the weekend nor holidays.</summary>
internal sealed class BusinessDates
{
    private readonly IReadOnlySet<DayOfWeek> _weekend;
    private readonly IReadOnlySet<DateOnly> _holidays;

    /// <param name="first">A business date.</param>
    /// <param name="count">One or more.</param>
    /// <param name="weekend">Not the whole week.</param>
    /// <param name="holidays">Dates on which no system works.</param>
    public BusinessDates(
        DateOnly first, int count, IReadOnlySet<DayOfWeek> weekend, IReadOnlySet<DateOnly> holidays)
    {
        _weekend = weekend;
        _holidays = holidays;
        DateOnly[] dates = new DateOnly[count];
        DateOnly date = first;
        for (int i = 0; i < count; i++)
        {
            dates[i] = date;
            date = Next(date);
        }

        Dates = dates;
        Before = Step(first, -1);
    }

    /// <summary>Monday to Friday.</summary>
    public static IReadOnlySet<DayOfWeek> Weekend { get; } =
        new HashSet<DayOfWeek> { DayOfWeek.Saturday, DayOfWeek.Sunday };

    /// <summary>In order, from day 1.</summary>
    public IReadOnlyList<DateOnly> Dates { get; }

    /// <summary>The business date before the first one.</summary>
    public DateOnly Before { get; }

    public bool Contains(DateOnly date) => !_weekend.Contains(date.DayOfWeek) && !_holidays.Contains(date);

    public DateOnly Next(DateOnly date) => Step(date, 1);

    private DateOnly Step(DateOnly date, int days)
    {
        do
        {
            date = date.AddDays(days);
        }
        while (!Contains(date));

        return date;
    }
}
