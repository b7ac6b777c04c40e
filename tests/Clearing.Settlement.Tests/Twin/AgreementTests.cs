using Clearing.Settlement.Commands;
using Clearing.Settlement.Model;

namespace Clearing.Settlement.Tests.Twin;

/// <summary>
/// The engine and its twin give the same events and the same state on the same commands, however these are cut into
/// calls and wherever time is stopped to look.
/// </summary>
public sealed class AgreementTests
{
    [Fact]
    public void The_engine_and_its_twin_agree_on_all_at_once() =>
        Traces.ForAll(Traces.Count(10_000), trace =>
        {
            TwinPair pair = new(trace.System);
            pair.Execute(trace.Commands);
            pair.Finish();
        });

    [Fact]
    public void The_engine_and_its_twin_agree_after_every_instant_of_a_command() =>
        Traces.ForAll(Traces.Count(5_000), trace =>
        {
            TwinPair pair = new(trace.System);
            long last = 0;
            foreach (SettlementCommand command in trace.Commands)
            {
                if (command.Time > last)
                {
                    pair.CompareStateBefore(command.Time);
                }

                pair.Execute([command]);
                last = command.Time;
            }

            pair.Finish();
        });

    [Fact]
    public void The_engine_and_its_twin_agree_at_every_moment() =>
        Traces.ForAll(Traces.Count(5_000), trace =>
        {
            TwinPair pair = new(trace.System);
            int next = 0;
            for (long time = TraceGenerator.Earliest; time <= TraceGenerator.Latest; time++)
            {
                pair.CompareStateBefore(time);
                int first = next;
                while (next < trace.Commands.Length && trace.Commands[next].Time == time)
                {
                    next++;
                }

                pair.Execute(trace.Commands.AsSpan(first, next - first));
            }

            Assert.Equal(trace.Commands.Length, next);
            pair.Finish();
        });

    [Fact]
    public void The_engine_and_its_twin_agree_before_1970() =>
        Traces.ForAll(Traces.Count(1_000), trace =>
        {
            const long Shift = -10_000;
            TwinPair pair = new(Shifted(trace.System, Shift));
            pair.Execute([.. trace.Commands.Select(c => c with
            {
                Time = c.Time + Shift,
                NotBefore = c.NotBefore == 0 ? 0 : c.NotBefore + Shift,
                NotAfter = c.NotAfter == 0 ? 0 : c.NotAfter + Shift,
                AmountMinor = c.Kind == CommandKind.MoveClose ? c.AmountMinor + Shift : c.AmountMinor,
            })]);
            pair.Finish();
        });

    private static SystemDefinition Shifted(SystemDefinition system, long by) => new()
    {
        Name = system.Name,
        Rulebook = system.Rulebook,
        Position = system.Position,
        Queue = system.Queue,
        Release = system.Release,
        CycleAtClose = system.CycleAtClose,
        Accounts = system.Accounts,
        Limits = system.Limits,
        CarryBalances = system.CarryBalances,
        Days = [.. system.Days.Select(day => new SettlementDay
        {
            Number = day.Number,
            OpenAt = day.OpenAt + by,
            CloseAt = day.CloseAt + by,
            CyclesAt = [.. day.CyclesAt.Select(time => time + by)],
            MechanismsAt = [.. day.MechanismsAt.Select(times => times.Select(time => time + by).ToArray())],
        })],
    };
}
