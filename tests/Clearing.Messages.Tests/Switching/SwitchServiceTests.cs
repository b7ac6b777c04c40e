using Clearing.Messages.Switching;
using static Clearing.Messages.Tests.Switching.Network;
using Kind = Clearing.Messages.Switching.SwitchOutputKind;

namespace Clearing.Messages.Tests.Switching;

/// <summary>What the network does besides carrying: monitoring, reports, copy services, relationships.</summary>
public sealed class SwitchServiceTests
{
    private const long Minute = 60_000_000;

    [Theory]
    [InlineData(MessagePriority.Urgent, 15)]
    [InlineData(MessagePriority.Normal, 100)]
    public void SW_11_a_late_delivery_bears_dlm_and_one_in_time_does_not(MessagePriority priority, int minutes)
    {
        foreach ((long us, bool isLate) in new[] { (-1L, false), (0L, true) })
        {
            Network network = Open();
            network.Do(SwitchInputKind.Quit, B, session: 1);
            network.Send(A, Payment(B) with { Priority = priority, Monitoring = MonitoringOf(priority) });
            network.NowUs += (minutes * Minute) + us;

            SwitchOutput delivery = Assert.Single(network.Enter(B), output => output.Message.Type == 103);

            Assert.Equal(isLate, (delivery.Message.Marks & MessageMarks.Delayed) != 0);
        }
    }

    [Fact]
    public void SW_12_a_retrieval_brings_the_senders_own_message_back_and_no_other()
    {
        Network network = Open();
        Mir mir = network.Send(A, Payment(B, 42))[0].Mir;

        SwitchMessage found = Retrieve(network, A, mir);
        Assert.Equal((21, 42L, ""), (found.Type, found.Payload, found.Reason.ToString()));
        SwitchMessage strange = Retrieve(network, C, mir);
        Assert.Equal((21, 0L, "S05"), (strange.Type, strange.Payload, strange.Reason.ToString()));
    }

    [Fact]
    public void SW_12_an_undelivered_report_counts_what_nobody_has_received_and_names_it()
    {
        Network network = Open();
        network.Send(A, Payment(B, 1));
        Mir second = network.Send(A, Payment(C, 2))[0].Mir;
        network.Answer(B, 1);

        SwitchOutput report = Assert.Single(network.Do(SwitchInputKind.ReportUndelivered, A));

        Assert.Equal((66, 1L), (report.Message.Type, report.Message.Payload));
        Assert.Equal([second], network.Machine.Undelivered(A));
    }

    [Fact]
    public void SW_12_a_broadcast_reaches_every_terminal_now_or_when_it_comes()
    {
        Network network = Open();

        Assert.Equal([A, B, C, Centre],
            network.Do(SwitchInputKind.Broadcast).Select(output => output.Terminal));
        Assert.Equal(94, Assert.Single(network.Enter(4), output => output.Kind == Kind.Deliver).Message.Type);
    }

    [Theory]
    [InlineData(DeliveryMonitoring.None, false, false)]
    [InlineData(DeliveryMonitoring.NonDelivery, true, false)]
    [InlineData(DeliveryMonitoring.Delivery, false, true)]
    [InlineData(DeliveryMonitoring.Both, true, true)]
    public void SW_13_monitoring_tells_of_a_late_message_of_a_delivery_or_of_both(
        DeliveryMonitoring monitoring, bool warns, bool notifies)
    {
        Network network = Open();
        network.Do(SwitchInputKind.Quit, B, session: 1);
        MessagePriority priority = warns ? MessagePriority.Urgent : MessagePriority.Normal;
        Mir mir = network.Send(A, Payment(B) with { Priority = priority, Monitoring = monitoring })[0].Mir;

        List<SwitchOutput> late = network.Wait(15 * Minute);
        network.Answer(A, 1);
        late.AddRange(network.Wait(86 * Minute));
        network.Enter(B);
        List<SwitchOutput> delivered = network.Answer(B, 1);

        Assert.Equal(warns ? [10] : [], late.Select(output => output.Message.Type));
        Assert.Equal(notifies ? [11] : [], delivered.Select(output => output.Message.Type));
        Assert.All(late.Concat(delivered), output => Assert.Equal(mir, output.Message.Related));
    }

    [Fact]
    public void SW_13_what_nobody_fetched_in_14_days_is_given_up_and_its_sender_told()
    {
        Network network = Open();
        network.Do(SwitchInputKind.Quit, B, session: 1);
        network.Send(A, Payment(B));

        List<SwitchOutput> said = network.Wait(network.Options.AbortAfterUs);

        SwitchOutput abort = Assert.Single(said);
        Assert.Equal((19, "14"), (abort.Message.Type, abort.Message.Reason.ToString()));
        Assert.DoesNotContain(network.Enter(B), output => output.Kind == Kind.Deliver);
        Assert.Equal(1, network.Machine.StoredMessages);
    }

    [Fact]
    public void SW_14_y_copy_asks_the_centre_first_and_delivers_with_its_information()
    {
        Network network = Open();

        List<SwitchOutput> asked = network.Send(A, Payment(B, 5, Y));
        Assert.Equal([(Kind.Ack, A), (Kind.Deliver, Centre)], asked.Select(output => (output.Kind, output.Terminal)));
        SwitchMessage copy = asked[1].Message;
        Assert.Equal((96, 5L, asked[0].Mir), (copy.Type, copy.Payload, copy.Related));

        List<SwitchOutput> released = network.Decide(copy.CopyReference);
        SwitchOutput original = Assert.Single(released, output => output.Terminal == B);
        Assert.Equal((103, 5L, 77L),
            (original.Message.Type, original.Message.Payload, original.Message.ReleaseInformation));
        Assert.Equal(12, Assert.Single(released, output => output.Terminal == A).Message.Type);
    }

    [Fact]
    public void SW_14_what_the_centre_refuses_never_arrives_and_the_sender_is_told_why()
    {
        Network network = Open();
        SwitchMessage copy = network.Send(A, Payment(B, 5, Y))[1].Message;

        List<SwitchOutput> refused = network.Decide(copy.CopyReference, "71");

        SwitchOutput abort = Assert.Single(refused, output => output.Kind == Kind.Deliver);
        Assert.Equal((A, 19, "71"), (abort.Terminal, abort.Message.Type, abort.Message.Reason.ToString()));
        Assert.DoesNotContain(network.Decide(copy.CopyReference), output => output.Kind == Kind.Deliver);
    }

    [Fact]
    public void SW_14_only_the_centre_decides_once_and_only_on_what_it_was_asked()
    {
        Network network = Open();
        SwitchMessage copy = network.Send(A, Payment(B, 5, Y))[1].Message;

        Assert.Equal("S01", network.Decide(copy.CopyReference, from: C)[0].Code.ToString());
        Assert.Equal("S01", network.Decide(copy.CopyReference + 50)[0].Code.ToString());
        Assert.Contains(network.Decide(copy.CopyReference), output => output.Terminal == B);
        Assert.Equal([Kind.Ack], network.Decide(copy.CopyReference, "71").Select(output => output.Kind));
    }

    [Fact]
    public void SW_14_a_097_is_only_taken_for_a_copy_that_this_centre_was_asked_about()
    {
        Network network = Open();
        network.Send(A, Payment(B, 1));
        network.Send(A, Payment(B, 2, T));
        long copy = network.Send(A, Payment(B, 3, Y))[1].Message.CopyReference;

        for (long reference = -1; reference <= copy + 1; reference++)
        {
            AnswerCode code = network.Decide(reference)[0].Code;
            Assert.Equal(reference == copy ? "" : "S01", code.ToString());
        }
    }

    [Fact]
    public void SW_14_what_a_centre_decided_is_remembered_for_as_many_decisions_as_its_history_holds()
    {
        Network network = Open(options => options with { HistoryPerTerminal = 64 });
        List<long> copies = [];
        for (int i = 1; i <= 65; i++)
        {
            List<SwitchOutput> said = network.Send(A, Payment(B, i, Y));
            said.AddRange(network.Decide(said[1].Message.CopyReference));
            copies.Add(said[1].Message.CopyReference);
            foreach (SwitchOutput output in said.Where(output => output.Kind == Kind.Deliver))
            {
                network.Answer(output.Terminal, output.Sequence);
            }
        }

        Assert.Equal("S01", network.Decide(copies[0])[0].Code.ToString());
        Assert.Equal(Kind.Ack, network.Decide(copies[1])[0].Kind);
    }

    [Fact]
    public void SW_14_what_waits_for_the_centre_counts_against_the_queue_of_its_receiver()
    {
        Network network = Open(options => options with { QueueLimit = 4 });
        List<long> copies = [];
        for (int i = 1; i <= 4; i++)
        {
            SwitchOutput copy = network.Send(A, Payment(B, i, Y))[1];
            network.Answer(Centre, copy.Sequence);
            copies.Add(copy.Message.CopyReference);
        }

        Assert.Equal("S04", network.Send(A, Payment(B, 5, Y))[0].Code.ToString());
        Assert.Equal("S04", network.Send(C, Payment(B, 6))[0].Code.ToString());
        network.Decide(copies[0], "71");
        Assert.Equal(Kind.Ack, network.Send(C, Payment(B, 7))[0].Kind);
        network.Decide(copies[1]);
        Assert.Equal("S04", network.Send(C, Payment(B, 8))[0].Code.ToString());
        network.Answer(B, 1);
        Assert.Equal(Kind.Ack, network.Send(C, Payment(B, 9))[0].Kind);
    }

    [Fact]
    public void SW_14_bypass_lets_new_messages_go_and_leaves_waiting_what_the_centre_may_have_settled()
    {
        Network network = Open();
        network.Send(A, Payment(B, 1, Y));
        network.Do(SwitchInputKind.Bypass, sequence: 1, number: Y - 1);

        List<SwitchOutput> said = network.Send(A, Payment(B, 2, Y));
        Assert.Equal([(Kind.Ack, A), (Kind.Deliver, B)], said.Select(output => (output.Kind, output.Terminal)));
        Assert.Equal(MessageMarks.Bypassed, said[1].Message.Marks);
        Assert.Equal(2L, said[1].Message.Payload);

        network.Do(SwitchInputKind.Bypass, sequence: 0, number: Y - 1);
        Assert.Equal(Centre, network.Send(A, Payment(B, 3, Y))[1].Terminal);
    }

    [Fact]
    public void SW_14_a_message_is_given_up_when_its_centre_was_never_asked_and_never_when_it_was()
    {
        Network network = Open();
        network.Do(SwitchInputKind.Quit, Centre, session: 1);
        network.Send(A, Payment(B, 1, Y));
        SwitchOutput abort = Assert.Single(network.Wait(network.Options.AbortAfterUs));
        Assert.Equal((A, 19, "14"), (abort.Terminal, abort.Message.Type, abort.Message.Reason.ToString()));

        network.Enter(Centre);
        network.Enter(A);
        network.Answer(A, 1);
        SwitchOutput asked = network.Send(A, Payment(B, 2, Y))[1];
        network.Answer(Centre, asked.Sequence);
        Assert.Empty(network.Wait(2 * network.Options.AbortAfterUs));
        network.Do(SwitchInputKind.Quit, B, session: 1);
        network.Decide(asked.Message.CopyReference);
        network.NowUs += Minute;
        Assert.Contains(network.Enter(B), output => output.Message.Payload == 2);
    }

    [Fact]
    public void SW_15_t_copy_tells_the_centre_and_waits_for_nobody_and_v_goes_straight_to_the_system()
    {
        Network network = Open();

        List<SwitchOutput> copied = network.Send(A, Payment(B, 1, T));
        Assert.Equal([(Kind.Ack, A), (Kind.Deliver, Centre), (Kind.Deliver, B)],
            copied.Select(output => (output.Kind, output.Terminal)));
        Assert.Equal([(Kind.Ack, A), (Kind.Deliver, Centre)],
            network.Send(A, Payment(Centre, 2)).Select(output => (output.Kind, output.Terminal)));
    }

    [Fact]
    public void SW_18_a_receiver_gets_only_what_it_has_allowed_its_sender()
    {
        Network network = Open(options => options with { NeedsRelationships = true });
        Assert.Equal("H51", network.Send(A, Payment(B, 1))[0].Code.ToString());

        Relate(network, SwitchInputKind.Allow, 202);
        Assert.Equal("H51", network.Send(A, Payment(B, 2))[0].Code.ToString());
        Relate(network, SwitchInputKind.Allow, 103);
        Assert.Equal(Kind.Ack, network.Send(A, Payment(B, 3))[0].Kind);
        Assert.Equal("H51", network.Send(B, Payment(A, 4))[0].Code.ToString());
        Relate(network, SwitchInputKind.Forbid, 103);
        Assert.Equal("H51", network.Send(A, Payment(B, 5))[0].Code.ToString());
        Relate(network, SwitchInputKind.Allow, 0);
        Assert.Equal(Kind.Ack, network.Send(A, Payment(B, 6))[0].Kind);
    }

    [Fact]
    public void SW_18_a_copy_service_is_for_its_members_and_its_types()
    {
        Network network = Open();

        Assert.Equal("H51", network.Send(A, Payment(C, 1, T))[0].Code.ToString());
        Assert.Equal("H51", network.Send(C, Payment(A, 2, T))[0].Code.ToString());
        Assert.Equal("H51", network.Send(A, Payment(B, 3, T) with { Type = 199 })[0].Code.ToString());
        Assert.Equal("H51", network.Send(A, Payment(B, 4, service: 9))[0].Code.ToString());
    }

    [Theory]
    [InlineData(MessagePriority.Urgent, DeliveryMonitoring.None, B, "H40")]
    [InlineData(MessagePriority.Urgent, DeliveryMonitoring.Delivery, B, "H40")]
    [InlineData(MessagePriority.Normal, DeliveryMonitoring.NonDelivery, B, "H40")]
    [InlineData(MessagePriority.System, DeliveryMonitoring.None, B, "H40")]
    [InlineData(MessagePriority.Normal, DeliveryMonitoring.None, SwitchOptions.Unknown, "H50")]
    [InlineData(MessagePriority.Normal, DeliveryMonitoring.None, 99, "H50")]
    [InlineData(MessagePriority.Normal, DeliveryMonitoring.None, SwitchOptions.Network, "H50")]
    public void SW_5_headers_that_contradict_each_other_are_refused_and_use_up_the_isn(
        MessagePriority priority, DeliveryMonitoring monitoring, int receiver, string code)
    {
        Network network = Open();
        SwitchMessage message = Payment(B) with { Priority = priority, Monitoring = monitoring, Receiver = receiver };

        Assert.Equal(code, Assert.Single(network.Send(A, message)).Code.ToString());
        Assert.Equal(Kind.Ack, network.SendAs(A, 2, Payment(B))[0].Kind);
    }

    private static DeliveryMonitoring MonitoringOf(MessagePriority priority) =>
        priority == MessagePriority.Urgent ? DeliveryMonitoring.NonDelivery : DeliveryMonitoring.None;

    private static SwitchMessage Retrieve(Network network, int from, Mir mir) => Assert.Single(
        network.Send(from, new SwitchMessage { Type = 20, Receiver = SwitchOptions.Network, Related = mir }),
        output => output.Kind == Kind.Deliver).Message;

    private static void Relate(Network network, SwitchInputKind kind, int type) => network.Do(new SwitchInput
    {
        Kind = kind,
        Terminal = B,
        Message = new SwitchMessage { Sender = A, Receiver = B, Type = type },
    });
}
