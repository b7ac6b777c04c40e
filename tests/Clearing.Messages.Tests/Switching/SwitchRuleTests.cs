using Clearing.Messages.Switching;
using static Clearing.Messages.Tests.Switching.Network;
using Kind = Clearing.Messages.Switching.SwitchOutputKind;

namespace Clearing.Messages.Tests.Switching;

/// <summary>Sessions, numbers, the way in and the way out, each rule by its id.</summary>
public sealed class SwitchRuleTests
{
    private static readonly AnswerCode Unk = AnswerCode.Of("C01");

    [Fact]
    public void SW_1_a_slice_that_stops_between_store_and_answer_answers_the_repeat_and_doubles_nothing()
    {
        Network network = Open();
        network.HoldsStore = true;
        network.Send(A, Payment(B));
        network.Do(SwitchInputKind.SliceDown, number: 0);

        Assert.Equal([Kind.Deliver], Kinds(network.Store()));

        network.HoldsStore = false;
        network.Do(SwitchInputKind.SliceUp, number: 0);
        List<SwitchOutput> repeat = network.SendAs(A, 1, Payment(B));
        Assert.Equal([Kind.Ack], Kinds(repeat));
        Assert.Equal(MessageMarks.Replay, repeat[0].Message.Marks);

        network.Enter(A);
        Mir first = repeat[0].Mir;
        List<SwitchOutput> resent = network.Send(A, Again(Payment(B), first));
        Assert.Equal([Kind.Ack], Kinds(resent));
        Assert.Equal(2, network.Sessions[A]);
    }

    [Fact]
    public void SW_1_a_slice_that_is_down_neither_hears_nor_speaks_and_the_others_go_on()
    {
        Network network = Open();
        network.Do(SwitchInputKind.SliceDown, number: 1);

        Assert.Equal([Kind.Ack], Kinds(network.Send(A, Payment(B))));
        Assert.Empty(network.Send(B, Payment(A)));
        Assert.Equal([Kind.Ack, Kind.Deliver], Kinds(network.Send(A, Payment(C, 2))));

        network.Do(SwitchInputKind.SliceUp, number: 1);
        SwitchOutput late = Assert.Single(network.Wait(network.Options.RedeliverAfterUs), o => o.Terminal == B);
        Assert.Equal(MessageMarks.PossibleDuplicateMessage, late.Message.Marks);
    }

    [Fact]
    public void SW_2_a_standby_takes_over_without_a_gap_and_with_every_stored_message()
    {
        Network network = Open();
        SwitchMachine standby = new(network.Options, isStandby: true);
        network.HoldsStore = true;
        SwitchMachine dying = Twin(network, standby);

        network.Machine = standby;
        Assert.Empty(network.Send(A, Payment(B, 9)));
        network.Isn[A]--;
        network.HoldsStore = false;
        List<SwitchOutput> said = network.Do(SwitchInputKind.TakeOver);

        Assert.Equal(2, standby.Epoch);
        SwitchOutput ack = Assert.Single(said, output => output.Kind == Kind.Ack);
        Assert.Equal(2, ack.Sequence);
        Assert.Equal(2, Assert.Single(said, output => output.Kind == Kind.Deliver).Sequence);
        Assert.Equal(3, network.Send(A, Payment(B, 3)).Single(output => output.Kind == Kind.Deliver).Sequence);
        Assert.False(dying.IsActive);
    }

    [Fact]
    public void SW_2_a_dead_processor_can_make_nothing_safe_any_more()
    {
        Network network = Open();
        network.HoldsStore = true;
        network.Send(A, Payment(B));
        network.Do(SwitchInputKind.ControlDown, number: network.Machine.LastRecord);
        network.Do(SwitchInputKind.TakeOver);

        Assert.Empty(network.Do(new SwitchInput
        {
            Kind = SwitchInputKind.Stored,
            Number = network.Machine.LastRecord,
            Epoch = 1,
        }));
        Assert.Equal([Kind.Ack, Kind.Deliver], Kinds(network.Store()));
    }

    [Fact]
    public void SW_2_what_was_not_on_the_second_medium_is_forgotten_and_was_never_answered()
    {
        Network network = Open();
        network.HoldsStore = true;
        network.Send(A, Payment(B));
        network.Do(SwitchInputKind.ControlDown, number: network.Machine.LastApplied);
        Assert.Empty(network.Send(A, Payment(B, 2)));
        network.HoldsStore = false;
        Assert.Empty(network.Do(SwitchInputKind.TakeOver));

        Assert.Equal(1, network.SendAs(A, 1, Payment(B)).Single(output => output.Kind == Kind.Ack).Sequence);
    }

    [Fact]
    public void SW_3_a_message_is_acknowledged_and_delivered_only_after_it_is_safe()
    {
        Network network = Open();
        network.HoldsStore = true;

        Assert.Empty(network.Send(A, Payment(B)));
        Assert.Equal([Kind.Ack, Kind.Deliver], Kinds(network.Store()));
    }

    [Fact]
    public void SW_7_login_and_select_are_answered_and_sessions_rise_by_one()
    {
        Network network = new();

        Assert.Equal([(Kind.SelectNak, "H10")], Codes(network.Do(SwitchInputKind.Select, A, 1)));
        Assert.Equal([Kind.LoginAck, Kind.SelectAck], Kinds(network.Enter(A)));
        Assert.Equal([(Kind.LoginNak, "S02")],
            Codes(network.Do(SwitchInputKind.Login, A, 2, code: AnswerCode.Authentication)));
        network.Enter(A);
        Assert.Equal(2, network.Sessions[A]);
        Assert.Equal([Kind.QuitAck], Kinds(network.Do(SwitchInputKind.Quit, A, session: 2)));
        Assert.Equal([(Kind.Nak, "H15")], Codes(network.Send(A, Payment(B))));
        Assert.Equal([Kind.LogoutAck], Kinds(network.Do(SwitchInputKind.Logout, A, session: 2)));
        Assert.Equal([(Kind.SelectNak, "H10")], Codes(network.Do(SwitchInputKind.Select, A, 5)));
    }

    [Fact]
    public void SW_7_a_repeated_request_opens_no_second_session_and_tells_when_the_session_is_over()
    {
        Network network = Open();

        Assert.Equal(1, Assert.Single(network.Do(SwitchInputKind.Select, A, 1)).Session);
        Assert.Empty(network.Do(SwitchInputKind.Select, A, 0));
        Assert.Equal([Kind.Abort], Kinds(network.Do(SwitchInputKind.Abort, A, session: 1)));
        Assert.Equal([(Kind.SelectNak, "H15")], Codes(network.Do(SwitchInputKind.Select, A, 1)));
    }

    [Fact]
    public void SW_9_the_isn_rises_by_one_and_a_gap_or_a_changed_repeat_is_refused_without_using_it_up()
    {
        Network network = Open();
        network.Send(A, Payment(B));

        List<SwitchOutput> gap = network.SendAs(A, 3, Payment(B, 3));
        Assert.Equal([(Kind.Nak, "H20")], Codes(gap));
        Assert.Equal(2, gap[0].Number);
        Assert.Equal([(Kind.Nak, "H20")], Codes(network.SendAs(A, 1, Payment(B, 7))));
        Assert.Equal([Kind.Ack, Kind.Deliver], Kinds(network.SendAs(A, 2, Payment(B, 2))));
    }

    [Fact]
    public void SW_9_the_same_mir_again_is_dropped_and_gets_the_first_answer_good_or_bad()
    {
        Network network = Open();
        network.Send(A, Payment(B));
        network.Send(A, Payment(B, 2), AnswerCode.Of("T28008"));

        SwitchOutput again = Assert.Single(network.SendAs(A, 1, Payment(B)));
        Assert.Equal((Kind.Ack, MessageMarks.Replay), (again.Kind, again.Message.Marks));
        Assert.Equal([(Kind.Nak, "T28008")], Codes(network.SendAs(A, 2, Payment(B, 2))));
    }

    [Fact]
    public void SW_9_each_session_starts_its_isn_at_one_and_the_osn_goes_on()
    {
        Network network = Open();
        network.Send(A, Payment(B));
        network.Answer(B, 1);
        network.Enter(A);
        network.Enter(B);

        List<SwitchOutput> said = network.SendAs(A, 1, Payment(B, 2));

        Assert.Equal([Kind.Ack, Kind.Deliver], Kinds(said));
        Assert.Equal((2, 2), (said[1].Sequence, said[1].Mor.Session));
    }

    [Fact]
    public void SW_9_more_inputs_than_the_window_are_refused_at_the_door()
    {
        Network network = Open(options => options with { InputWindow = 2 });
        network.HoldsStore = true;
        network.Send(A, Payment(B, 1));
        network.Send(A, Payment(B, 2));

        Assert.Equal([(Kind.Nak, "H99")], Codes(network.SendAs(A, 3, Payment(B, 3))));
        network.Store();
        Assert.Empty(network.SendAs(A, 3, Payment(B, 3)));
        Assert.Equal([Kind.Ack, Kind.Deliver], Kinds(network.Store()));
    }

    [Fact]
    public void SW_9_deliveries_stop_at_the_window_and_go_on_with_each_answer()
    {
        Network network = Open(options => options with { OutputWindow = 2 });
        for (int i = 1; i <= 3; i++)
        {
            network.Send(A, Payment(B, i));
        }

        SwitchOutput next = Assert.Single(network.Answer(B, 2));

        Assert.Equal((3, 3L), (next.Sequence, next.Message.Payload));
        Assert.Empty(network.Answer(B, 2));
    }

    [Fact]
    public void SW_10_without_an_answer_a_delivery_comes_again_with_pdm_and_the_same_mor()
    {
        Network network = Open();
        SwitchOutput first = network.Send(A, Payment(B))[1];
        Assert.Empty(network.Answer(B, 1, Unk));

        SwitchOutput second = Assert.Single(network.Wait(network.Options.RedeliverAfterUs));

        Assert.Equal(MessageMarks.None, first.Message.Marks);
        Assert.Equal(MessageMarks.PossibleDuplicateMessage, second.Message.Marks);
        Assert.Equal((first.Mor, first.FirstSentUs), (second.Mor, second.FirstSentUs));
    }

    [Fact]
    public void SW_10_a_receiver_that_never_answers_loses_its_session_and_finds_everything_in_the_next()
    {
        Network network = Open(options => options with { DeliveryAttempts = 3 });
        network.Send(A, Payment(B, 1));
        network.Send(A, Payment(B, 2));

        List<SwitchOutput> said = network.Wait(10 * network.Options.RedeliverAfterUs);
        Assert.Equal([(Kind.Abort, "S03")], Codes(said.Where(output => output.Kind != Kind.Deliver)));
        Assert.Equal(4, said.Count(output => output.Kind == Kind.Deliver));
        List<SwitchOutput> back = [.. network.Enter(B).Where(output => output.Kind == Kind.Deliver)];
        Assert.Equal([1, 2], back.Select(output => output.Sequence));
        Assert.All(back, output => Assert.Equal(MessageMarks.PossibleDuplicateMessage, output.Message.Marks));
    }

    [Fact]
    public void SW_10_pde_of_a_message_that_the_network_has_is_acknowledged_and_not_carried_twice()
    {
        Network network = Open();
        Mir first = network.Send(A, Payment(B))[0].Mir;

        SwitchOutput ack = Assert.Single(network.Send(A, Again(Payment(B), first)));

        Assert.Equal((Kind.Ack, 2), (ack.Kind, ack.Sequence));
        Assert.True((ack.Message.Marks & MessageMarks.Replay) != 0);
    }

    [Fact]
    public void SW_10_pde_of_an_unknown_or_changed_message_is_carried_with_its_mark()
    {
        Network network = Open();
        Mir first = network.Send(A, Payment(B))[0].Mir;
        SwitchMessage changed = Payment(B) with { BodyHash = 99 };
        MessageMarks both = MessageMarks.PossibleDuplicateEmission | MessageMarks.BusinessDuplicate;

        Assert.Equal(both, network.Send(A, Again(changed, first))[1].Message.Marks);
        Assert.Equal(both, network.Send(A, Again(Payment(B), default))[1].Message.Marks);
        Assert.Equal(
            MessageMarks.PossibleDuplicateEmission,
            network.Send(A, Again(Payment(B, 2), first with { Sequence = 400 }))[1].Message.Marks);
    }

    [Fact]
    public void SW_10_a_look_alike_without_pde_is_flagged_and_never_dropped()
    {
        Network network = Open();
        network.Send(A, Payment(B));

        List<SwitchOutput> said = network.Send(A, Payment(B));

        Assert.Equal([Kind.Ack, Kind.Deliver], Kinds(said));
        Assert.All(said, output => Assert.Equal(MessageMarks.BusinessDuplicate, output.Message.Marks));
    }

    [Fact]
    public void Queues_serve_system_then_urgent_then_normal_each_in_order()
    {
        Network network = Open(options => options with { OutputWindow = 1 });
        network.Send(A, Payment(B, 1));
        network.Send(A, Payment(B, 2));
        network.Send(A, Urgent(3));
        network.Send(A, Urgent(4));
        network.Do(SwitchInputKind.Broadcast);

        List<SwitchOutput> order = [];
        for (int osn = 1; osn <= 4; osn++)
        {
            order.Add(Assert.Single(network.Answer(B, osn)));
        }

        Assert.Equal([94, 103, 103, 103], order.Select(output => output.Message.Type));
        Assert.Equal([3L, 4L, 2L], order.Skip(1).Select(output => output.Message.Payload));
    }

    [Fact]
    public void Full_queues_and_stores_refuse_with_a_code_and_do_not_grow()
    {
        Network network = Open(options => options with { QueueLimit = 2, OutputWindow = 1 });
        network.Send(A, Payment(B, 1));
        network.Send(A, Payment(B, 2));
        Assert.Equal([(Kind.Nak, "S04")], Codes(network.Send(A, Payment(B, 3))));
        Assert.Equal([Kind.Ack, Kind.Deliver], Kinds(network.Send(A, Payment(C, 4))));
        Assert.Equal([(Kind.Nak, "S04")], Codes(network.Send(B, Payment(A, 5))));

        Network small = Open(options => options with { StoreLimit = 1 });
        small.Send(A, Payment(B, 1));
        Assert.Equal([(Kind.Nak, "S04")], Codes(small.Send(C, Payment(B, 2))));
    }

    private static SwitchMessage Urgent(int content) =>
        Payment(B, content) with { Priority = MessagePriority.Urgent, Monitoring = DeliveryMonitoring.NonDelivery };

    private static SwitchMessage Again(SwitchMessage message, Mir first) =>
        message with { Marks = MessageMarks.PossibleDuplicateEmission, Related = first };

    private static IEnumerable<Kind> Kinds(IEnumerable<SwitchOutput> said) => said.Select(output => output.Kind);

    private static IEnumerable<(Kind, string)> Codes(IEnumerable<SwitchOutput> said) =>
        said.Select(output => (output.Kind, output.Code.ToString()));

    // Feeds a standby with all that the active machine had, one message of it safe and one not yet; then kills it.
    private static SwitchMachine Twin(Network network, SwitchMachine standby)
    {
        SwitchMachine active = new(network.Options);
        network.Machine = active;
        void Follow()
        {
            for (long number = standby.LastRecord + 1; number <= active.LastRecord; number++)
            {
                Assert.True(standby.Replicate(number, active.Epoch, active.Record(number)));
            }
        }

        network.Do(SwitchInputKind.Login, A, 1);
        network.Do(SwitchInputKind.Login, B, 1);
        network.Do(SwitchInputKind.Select, A, 1);
        network.Do(SwitchInputKind.Select, B, 1);
        network.Send(A, Payment(B, 1));
        Follow();
        SwitchInput stored = new() { Kind = SwitchInputKind.Stored, Number = active.LastRecord, Epoch = 1 };
        network.Do(stored);
        standby.Apply(stored, []);
        Assert.Equal(active.Digest(), standby.Digest());
        network.Send(A, Payment(B, 2));
        Follow();
        network.Do(SwitchInputKind.ControlDown, number: active.LastRecord);
        return active;
    }
}
