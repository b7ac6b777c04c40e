using Clearing.Settlement.Commands;
using Clearing.Settlement.Events;

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
            Pair pair = new(trace);
            pair.Execute(trace.Commands);
            pair.Finish();
        });

    [Fact]
    public void The_engine_and_its_twin_agree_after_every_instant_of_a_command() =>
        Traces.ForAll(Traces.Count(5_000), trace =>
        {
            Pair pair = new(trace);
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
            Pair pair = new(trace);
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

    /// <summary>Both engines on one trace.</summary>
    private sealed class Pair(Trace trace)
    {
        private readonly NaiveEngine _twin = new(trace.System);
        private readonly FastEngine _engine = new(trace.System);
        private readonly EventBuffer _expected = new();
        private readonly EventBuffer _found = new();

        public void Execute(ReadOnlySpan<SettlementCommand> commands)
        {
            _twin.Execute(commands, _expected);
            _engine.Execute(commands, _found);
        }

        public void CompareStateBefore(long time)
        {
            _twin.AdvanceTo(time, _expected);
            _engine.AdvanceTo(time, _found);
            Compare($"before {time}");
        }

        public void Finish()
        {
            _twin.Finish(_expected);
            _engine.Finish(_found);
            Compare("at the end");
        }

        private void Compare(string when)
        {
            int common = Math.Min(_expected.Count, _found.Count);
            for (int i = 0; i < common; i++)
            {
                if (_expected.Events[i] != _found.Events[i])
                {
                    Assert.Fail($"event {i} {when}\n  twin   {_expected.Events[i]}\n  engine {_found.Events[i]}");
                }
            }

            if (_expected.Count != _found.Count)
            {
                (string who, EventBuffer longer) = _expected.Count > common ? ("twin", _expected) : ("engine", _found);
                Assert.Fail($"{when} only the {who} has\n  {longer.Events[common]}");
            }

            if (!_twin.StateHash().AsSpan().SequenceEqual(_engine.StateHash()))
            {
                Assert.Fail($"{when} the state hashes differ");
            }
        }
    }
}
