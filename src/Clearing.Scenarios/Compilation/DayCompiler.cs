using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>Works out the instants of a system's days.</summary>
internal sealed class DayCompiler(SystemScope scope)
{
    private readonly CompilationContext _context = scope.Context;

    /// <param name="mechanisms">By mechanism its times of day, where it has some.</param>
    public IReadOnlyList<SettlementDay> Compile(IReadOnlyList<IReadOnlyList<TimeOfDay>?> mechanisms)
    {
        Dictionary<DateOnly, long> greatest = GreatestAmounts();
        long usual = scope.Rules.Amount is { } amount
            ? scope.AmountOr(amount.AtMost, _context.Marks.Of(amount, nameof(amount.AtMost)), long.MaxValue)
            : long.MaxValue;
        List<SettlementDay> days = [];
        foreach (ScenarioDay day in scope.Calendar.Days)
        {
            days.Add(new SettlementDay
            {
                Number = day.Number,
                OpenAt = day.OpenAt,
                CloseAt = day.CloseAt,
                CyclesAt = Instants(day, scope.Rules.Cycles ?? []),
                MechanismsAt = [.. mechanisms.Select(times => times is null ? [] : Instants(day, times))],
                PhasesAt = Phases(day),
                AmountAtMostMinor = greatest.TryGetValue(day.Date, out long other) ? other : usual,
            });
        }

        return days;
    }

    private Dictionary<DateOnly, long> GreatestAmounts()
    {
        Dictionary<DateOnly, long> greatest = [];
        foreach (AmountOnDocument on in scope.Rules.Amount?.On ?? [])
        {
            long amount = scope.AmountOr(on.AtMost, _context.Marks.Of(on, nameof(on.AtMost)), long.MaxValue);
            for (int i = 0; i < (on.Dates?.Count ?? 0); i++)
            {
                if (!greatest.TryAdd(on.Dates![i], amount))
                {
                    _context.Error(ErrorCodes.Duplicate, _context.Marks.Of(on.Dates, i),
                        $"{on.Dates[i]:yyyy-MM-dd} stands here a second time");
                }
            }
        }

        return greatest;
    }

    private long[] Phases(ScenarioDay day)
    {
        IReadOnlyList<PhaseDocument> phases = scope.Rules.Phases ?? [];
        long[] instants = new long[phases.Count];
        long last = day.OpenAt;
        for (int i = 0; i < instants.Length; i++)
        {
            if (phases[i].From is not { } from)
            {
                instants[i] = last;
                continue;
            }

            instants[i] = from switch
            {
                { Time: { } time } => scope.Calendar.At(day.Number, time.SinceMidnightUs),
                { BeforeClose: { } before } => day.CloseAt - before.Us,
                { AfterOpen: { } after } => day.OpenAt + after.Us,
                _ => day.OpenAt,
            };
            Mark at = _context.Marks.Of(from);
            if (instants[i] < day.OpenAt || instants[i] > day.CloseAt)
            {
                _context.Error(ErrorCodes.OutsideHours, at,
                    $"The phase `{phases[i].Name?.Text}` begins outside the hours of the system on "
                    + $"{day.Date:yyyy-MM-dd}");
            }
            else if (instants[i] < last)
            {
                _context.Error(ErrorCodes.OutOfOrder, at,
                    $"The phase `{phases[i].Name?.Text}` begins before the one above it; list phases in order of time");
            }

            last = instants[i];
        }

        return instants;
    }

    private long[] Instants(ScenarioDay day, IReadOnlyList<TimeOfDay> times)
    {
        SortedSet<long> instants = [];
        for (int i = 0; i < times.Count; i++)
        {
            long instant = scope.Calendar.At(day.Number, times[i].SinceMidnightUs);
            Mark at = _context.Marks.Of(times, i);
            if (instant < day.OpenAt || instant > day.CloseAt)
            {
                _context.Error(ErrorCodes.OutsideHours, at,
                    $"{TimeText.ShowTimeOfDay(times[i].SinceMidnightUs)} is outside the hours of the system");
            }
            else if (!instants.Add(instant) && day.Number == 1)
            {
                _context.Error(ErrorCodes.Duplicate, at,
                    $"{TimeText.ShowTimeOfDay(times[i].SinceMidnightUs)} stands here a second time");
            }
        }

        return [.. instants];
    }
}
