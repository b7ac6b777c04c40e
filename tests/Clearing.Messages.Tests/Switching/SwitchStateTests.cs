using System.Buffers;
using Clearing.Messages.Switching;
using CsCheck;

namespace Clearing.Messages.Tests.Switching;

/// <summary>The state as a function of its records: followed, exported, taken up again.</summary>
public sealed class SwitchStateTests
{
    private static readonly Gen<SwitchInput> AnyInput =
        from kind in Gen.Frequency(
            (8, Gen.Const(SwitchInputKind.Send)), (4, Gen.Const(SwitchInputKind.Answer)),
            (2, OneOf(SwitchInputKind.Login, SwitchInputKind.Select)),
            (1, OneOf(SwitchInputKind.Quit, SwitchInputKind.Logout, SwitchInputKind.Abort,
                SwitchInputKind.Bypass, SwitchInputKind.Broadcast, SwitchInputKind.ReportUndelivered,
                SwitchInputKind.Tick, SwitchInputKind.Allow, SwitchInputKind.Forbid)))
        from terminal in Gen.Int[0, 4]
        from sequence in Gen.Int[0, 12]
        from session in Gen.Int[0, 3]
        from stepUs in OneOf(0L, 1_000L, 40_000_000L, 7_000_000_000L, 1_300_000_000_000L)
        from message in AnyMessage
        select new SwitchInput
        {
            Kind = kind,
            TimeUs = stepUs,
            Terminal = terminal,
            Sequence = sequence,
            Session = session,
            Number = sequence % 2,
            Code = sequence == 11 ? AnswerCode.Of("T13") : default,
            Message = message,
        };

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<SwitchMessage> AnyMessage =>
        from receiver in Gen.Int[0, 4]
        from type in OneOf(103, 103, 103, 202, 97, 20)
        from priority in OneOf(MessagePriority.Normal, MessagePriority.Normal, MessagePriority.Urgent)
        from monitoring in OneOf(
            DeliveryMonitoring.None, DeliveryMonitoring.Delivery, DeliveryMonitoring.NonDelivery,
            DeliveryMonitoring.Both)
        from service in Gen.Int[0, 2]
        from content in Gen.Int[1, 6]
        from pde in Gen.Bool
        from copy in Gen.Long[0, 12]
        select new SwitchMessage
        {
            Receiver = type is 97 or 20 ? SwitchOptions.Network : receiver,
            Type = type,
            Priority = priority,
            Monitoring = monitoring,
            Service = service,
            Marks = pde ? MessageMarks.PossibleDuplicateEmission : MessageMarks.None,
            Related = new Mir(0, receiver, 1, content),
            CopyReference = copy,
            Reason = copy % 3 == 1 ? AnswerCode.Of("70") : default,
            BodyHash = (ulong)content,
            BusinessKey = (UInt128)content,
            Payload = content,
        };

    [Fact]
    public void SW_2_whatever_happens_active_standby_and_a_machine_from_octets_stay_the_same()
    {
        long delivered = 0;
        AnyInput.Array[0, 150].Sample(inputs =>
        {
            SwitchOptions options = new Network(Small).Options;
            SwitchMachine active = new(options);
            SwitchMachine standby = new(options, isStandby: true);
            SwitchMachine late = standby;
            int[] isn = new int[5];
            long nowUs = 1_800_000_000_000_000;
            for (int i = 0; i < inputs.Length + 10; i++)
            {
                if (i == inputs.Length / 2)
                {
                    late = SwitchMachine.Import(options, StateOf(active));
                }

                SwitchInput input = i < 10 ? Opening(i) : Likely(inputs[i - 10], active, isn);
                nowUs += input.TimeUs;
                List<SwitchOutput> outputs = [];
                active.Apply(input with { TimeUs = nowUs }, outputs);
                foreach (SwitchOutput store in outputs)
                {
                    SwitchInput record = RoundTrip(active.Record(store.Number));
                    standby.Replicate(store.Number, store.Epoch, record);
                    late.Replicate(store.Number, store.Epoch, record);
                }

                outputs.Clear();
                SwitchInput safe = new() { Kind = SwitchInputKind.Stored, Number = active.LastRecord, Epoch = 1 };
                active.Apply(safe, outputs);
                standby.Apply(safe, []);
                late.Apply(safe, []);
                Notice(outputs, isn);
                Interlocked.Add(ref delivered, outputs.Count(o => o.Kind == SwitchOutputKind.Deliver));
            }

            return active.Digest().AsSpan().SequenceEqual(standby.Digest())
                && active.Digest().AsSpan().SequenceEqual(late.Digest());
        });

        Assert.True(delivered > 100, "The inputs are too unlikely to try anything.");
    }

    [Fact]
    public void A_machine_from_octets_goes_on_as_the_one_it_came_from()
    {
        Network network = Network.Open();
        network.Send(Network.A, Network.Payment(Network.B, 1, Network.Y));
        network.Send(Network.A, Network.Payment(Network.C, 2));
        byte[] digest = network.Machine.Digest();

        network.Machine = SwitchMachine.Import(network.Options, StateOf(network.Machine));
        Assert.Equal(digest, network.Machine.Digest());
        network.Do(SwitchInputKind.TakeOver);

        Assert.Contains(network.Decide(1), output => output.Terminal == Network.B);
        SwitchOutput repeated = Assert.Single(
            network.Wait(network.Options.RedeliverAfterUs), output => output.Terminal == Network.C);
        Assert.Equal(1, repeated.Sequence);
    }

    [Fact]
    public void Octets_that_are_no_state_are_refused_wherever_they_are_cut()
    {
        Network network = Network.Open();
        network.Send(Network.A, Network.Payment(Network.B));
        byte[] state = StateOf(network.Machine);

        for (int length = 0; length < state.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => SwitchMachine.Import(network.Options, state.AsSpan(0, length)));
        }

        Assert.Throws<InvalidDataException>(() => SwitchMachine.Import(network.Options, [.. state, 0]));
        Assert.Throws<InvalidDataException>(
            () => SwitchMachine.Import(
                network.Options with { Terminals = [.. network.Options.Terminals.Take(4)] }, state));
    }

    [Theory]
    [InlineData(SwitchInputKind.Send, 5, 0, 0)]
    [InlineData(SwitchInputKind.Answer, -1, 0, 0)]
    [InlineData(SwitchInputKind.Bypass, 0, 2, 0)]
    [InlineData(SwitchInputKind.SliceDown, 0, 2, 0)]
    [InlineData(SwitchInputKind.SliceUp, 0, -1, 0)]
    [InlineData(SwitchInputKind.Allow, 0, 0, -1)]
    [InlineData(SwitchInputKind.Forbid, 0, 0, 1000)]
    public void What_names_a_place_that_is_not_there_is_a_mistake_of_the_shell(
        SwitchInputKind kind, int terminal, long number, int type) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Network().Do(new SwitchInput
        {
            Kind = kind,
            Terminal = terminal,
            Number = number,
            Message = new SwitchMessage { Type = type },
        }));

    [Fact]
    public void Options_that_contradict_each_other_make_no_machine()
    {
        SwitchOptions good = new Network().Options;
        SwitchOptions[] bad =
        [
            good with { Terminals = [] },
            good with { Terminals = [new("AAAAUS33")], Services = [] },
            good with { Terminals = [.. good.Terminals, new("AAAAUS33AXXX")] },
            good with { Services = [new CopyService { Code = "YYY", Centre = 9 }] },
            good with { HistoryPerTerminal = 63 },
            good with { OutputWindow = 0 },
            good with { RedeliverAfterUs = 0 },
        ];

        Assert.All(bad, options => Assert.Throws<ArgumentException>(() => new SwitchMachine(options)));
    }

    [Fact]
    public void A_standby_takes_records_in_order_and_only_of_its_epoch_or_a_later_one()
    {
        SwitchMachine standby = new(new Network().Options, isStandby: true);
        SwitchInput record = new() { Kind = SwitchInputKind.Tick };

        Assert.False(standby.Replicate(2, 1, record));
        Assert.True(standby.Replicate(1, 1, record));
        Assert.True(standby.Replicate(2, 2, record));
        Assert.False(standby.Replicate(3, 1, record));
        Assert.True(standby.Replicate(2, 3, record));
        Assert.Equal(2, standby.LastRecord);
    }

    [Fact]
    public void An_accepted_and_answered_message_allocates_nothing() => Assert.Equal(0, Allocation.Least(() =>
    {
        Network network = Network.Open();
        List<SwitchOutput> outputs = new(64);
        SwitchMessage payment = Network.Payment(Network.B) with { BusinessKey = 0 };
        Run(1, 20_000);
        return () => Run(20_001, 30_000);

        void Run(int first, int last)
        {
            for (int i = first; i <= last; i++)
            {
                Carry(network.Machine, payment, i, outputs);
            }
        }
    }));

    [Fact]
    public void The_filter_knows_exactly_the_last_keys_it_was_shown() => Gen.Select(
        Gen.Int[1, 100], Gen.UInt[0, 150].Array[0, 500]).Sample((window, keys) =>
    {
        DuplicateFilter filter = new(window);
        List<uint> kept = [];
        foreach (uint key in keys)
        {
            bool isNew = !kept.Contains(key);
            if (filter.Add(key) != isNew)
            {
                return false;
            }

            if (isNew)
            {
                kept.Add(key);
            }

            if (kept.Count > window)
            {
                kept.RemoveAt(0);
            }
        }

        return filter.Count == kept.Count
            && kept.Index().All(each => filter[each.Index] == each.Item && filter.Contains(each.Item));
    });

    [Theory]
    [InlineData("ABCDEFGH")]
    [InlineData("T28008")]
    [InlineData("")]
    public void A_code_reads_as_it_was_written(string text) => Assert.Equal(text, AnswerCode.Of(text).ToString());

    [Theory]
    [InlineData("ABCDEFGHI")]
    [InlineData("A B")]
    [InlineData("Ä")]
    public void A_code_that_fits_no_message_is_refused(string text) =>
        Assert.Throws<ArgumentException>(() => AnswerCode.Of(text));

    private static SwitchInput Opening(int step) => new()
    {
        Kind = step < 5 ? SwitchInputKind.Login : SwitchInputKind.Select,
        Terminal = step % 5,
        Sequence = 1,
    };

    // Mostly what an orderly terminal would send, so that most inputs do something.
    private static SwitchInput Likely(in SwitchInput input, SwitchMachine machine, int[] isn)
    {
        bool isOrderly = input.Sequence < 10;
        return input.Kind switch
        {
            SwitchInputKind.Send when isOrderly => input with
            {
                Session = machine.SessionOf(input.Terminal),
                Sequence = isn[input.Terminal] + 1,
            },
            SwitchInputKind.Answer when isOrderly => input with
            {
                Sequence = Math.Max(0, machine.LastOsnOf(input.Terminal) - (input.Sequence % 3)),
            },
            SwitchInputKind.Allow or SwitchInputKind.Forbid => input with
            {
                Message = input.Message with { Receiver = 0 },
            },
            _ => input,
        };
    }

    private static void Notice(List<SwitchOutput> outputs, int[] isn)
    {
        foreach (SwitchOutput output in outputs)
        {
            bool usesUp = output.Kind == SwitchOutputKind.Ack
                || (output.Kind == SwitchOutputKind.Nak && !output.Mir.IsNone);
            isn[output.Terminal] = usesUp ? Math.Max(isn[output.Terminal], output.Sequence)
                : output.Kind == SwitchOutputKind.SelectAck ? 0
                : isn[output.Terminal];
        }
    }

    private static void Carry(SwitchMachine machine, in SwitchMessage message, int isn, List<SwitchOutput> outputs)
    {
        outputs.Clear();
        machine.Apply(
            new SwitchInput
            {
                Kind = SwitchInputKind.Send,
                Terminal = Network.A,
                Session = 1,
                Sequence = isn,
                Message = message with { BodyHash = (ulong)isn },
            },
            outputs);
        machine.Apply(
            new SwitchInput { Kind = SwitchInputKind.Answer, Terminal = Network.B, Sequence = isn }, outputs);
        machine.Apply(
            new SwitchInput { Kind = SwitchInputKind.Stored, Number = machine.LastRecord, Epoch = 1 }, outputs);
    }

    private static SwitchOptions Small(SwitchOptions options) => options with
    {
        InputWindow = 4,
        OutputWindow = 2,
        QueueLimit = 5,
        StoreLimit = 12,
        HistoryPerTerminal = 8,
        DuplicateWindow = 4,
        DeliveryAttempts = 2,
    };

    private static byte[] StateOf(SwitchMachine machine)
    {
        ArrayBufferWriter<byte> state = new();
        machine.Export(state);
        return state.WrittenSpan.ToArray();
    }

    private static SwitchInput RoundTrip(in SwitchInput record)
    {
        ArrayBufferWriter<byte> octets = new();
        SwitchRecords.Write(octets, record);
        SwitchInput read = SwitchRecords.Read(octets.WrittenSpan);
        Assert.Equal(record, read);
        return read;
    }
}
