using Clearing.Reports.Metrics;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Page;

/// <summary>
/// What the figures show of one system on one day, sampled at <see cref="Steps"/> + 1 evenly spaced instants from the
/// open to the latest close.
/// </summary>
internal sealed class DaySamples
{
    public const int Steps = 240;

    private DaySamples(int participants)
    {
        QueueValue = new Int128[Steps + 1];
        SettledValue = new Int128[Steps + 1];
        Balances = new Int128[participants][];
        for (int p = 0; p < participants; p++)
        {
            Balances[p] = new Int128[Steps + 1];
        }
    }

    /// <summary>Value that entered and is not settled or otherwise ended.</summary>
    public Int128[] QueueValue { get; }

    /// <summary>Value of the day's payments that is settled by then.</summary>
    public Int128[] SettledValue { get; }

    /// <summary>Per watched participant, the balance.</summary>
    public Int128[][] Balances { get; }

    public static DaySamples Of(Scenario scenario, int system, SystemOutcome outcome, Window window, int[] watched)
    {
        var samples = new DaySamples(watched.Length);
        int[] place = new int[scenario.Participants.Count];
        Array.Fill(place, -1);
        for (int p = 0; p < watched.Length; p++)
        {
            place[watched[p]] = p;
            samples.Balances[p][0] = outcome.Accounts[watched[p]].OpeningMinor;
        }

        samples.AddPayments(scenario, outcome, window, place, scenario.Systems[system].CarryBalances);
        samples.AddInjections(scenario, system, window, place);
        samples.Cumulate();
        return samples;
    }

    private void AddPayments(Scenario scenario, SystemOutcome outcome, Window window, int[] place, bool carry)
    {
        PaymentTable payments = scenario.Payments;
        OutcomeTable outcomes = outcome.Payments;
        for (int i = 0; i < payments.Count; i++)
        {
            long amount = payments.AmountMinor[i];
            if (outcomes.StatusOf(i) == PaymentStatus.Settled)
            {
                long at = outcomes.SettledAt(i);
                Add(SettledValue, payments.DayOf(i) == window.Day ? window.StepOf(at) : -1, amount);
                if (carry || at >= window.Open)
                {
                    Move(place, payments.From[i], window.StepOf(at), -amount);
                    Move(place, payments.To[i], window.StepOf(at), amount);
                }
            }

            long entered = outcomes.EnteredAt(i, payments.DueAt[i]);
            long ended = outcomes.EndedAt(i);
            if (payments.DayOf(i) == window.Day && outcomes.HasEntered(i) && ended > entered)
            {
                Add(QueueValue, window.StepOf(entered), amount);
                Add(QueueValue, window.StepOf(ended), -amount);
            }
        }
    }

    private void AddInjections(Scenario scenario, int system, Window window, int[] place)
    {
        foreach (ScriptedEvent e in scenario.Events)
        {
            if (e.Kind == ScriptedEventKind.Balance && (e.System == -1 || e.System == system))
            {
                Move(place, e.Account, window.StepOf(e.At), e.AmountMinor);
            }
        }
    }

    private void Move(int[] place, int account, int step, long amount)
    {
        if (place[account] >= 0)
        {
            Add(Balances[place[account]], step, amount);
        }
    }

    private static void Add(Int128[] changes, int step, long amount)
    {
        if (step is >= 0 and <= Steps)
        {
            changes[step] += amount;
        }
    }

    private void Cumulate()
    {
        foreach (Int128[] changes in (IEnumerable<Int128[]>)[QueueValue, SettledValue, .. Balances])
        {
            for (int step = 1; step <= Steps; step++)
            {
                changes[step] += changes[step - 1];
            }
        }
    }
}

/// <summary>The day that the figures show.</summary>
/// <param name="Day">Its number.</param>
/// <param name="Date">Its business date.</param>
/// <param name="Open">Instant.</param>
/// <param name="Close">The latest close of any system, an instant.</param>
internal sealed record Window(int Day, DateOnly Date, long Open, long Close)
{
    /// <summary>The day with the greatest value due.</summary>
    public static Window Of(RunSummary run)
    {
        Scenario scenario = run.Scenario;
        var due = new Int128[scenario.Calendar.Days.Max(d => d.Number) + 1];
        for (int i = 0; i < scenario.Payments.Count; i++)
        {
            due[scenario.Payments.DayOf(i)] += scenario.Payments.AmountMinor[i];
        }

        ScenarioDay busiest = scenario.Calendar.Days.MaxBy(d => due[d.Number])!;
        long close = run.Outcomes.Select(o => SystemTally.ClosesOf(scenario, o)[busiest.Number])
            .Append(busiest.CloseAt).Max();
        return new(busiest.Number, busiest.Date, busiest.OpenAt, Math.Max(close, busiest.OpenAt + 1));
    }

    /// <summary>The first sample at or after the instant: 0 before the open, one too many after the close.</summary>
    public int StepOf(long instant) => instant <= Open
        ? 0
        : (int)Math.Min(
            DaySamples.Steps + 1, (((instant - Open) * DaySamples.Steps) + (Close - Open) - 1) / (Close - Open));

    /// <summary>The instant of a sample.</summary>
    public long At(int step) => Open + ((Close - Open) * step / DaySamples.Steps);
}
