using Clearing.Messages.Switching;
using static Clearing.Messages.Tests.Switching.Network;
using Kind = Clearing.Messages.Switching.SwitchOutputKind;

namespace Clearing.Messages.Tests.Switching;

/// <summary>What counts as the same message, and what a sender is told that sends one again.</summary>
public sealed class SwitchRepeatTests
{
    [Fact]
    public void SW_9_the_same_text_to_another_receiver_is_no_repeat_and_is_not_acknowledged_as_one()
    {
        Network network = Open();
        network.Send(A, Payment(B));

        Assert.Equal([(Kind.Nak, "H20")], Codes(network.SendAs(A, 1, Payment(C))));
        Assert.Equal([(Kind.Nak, "H20")], Codes(network.SendAs(A, 1, Payment(B) with { Type = 202 })));
        Assert.Equal([(Kind.Nak, "H20")], Codes(network.SendAs(A, 1, Payment(B, service: T))));
        Assert.Equal([(Kind.Ack, "")], Codes(network.SendAs(A, 1, Payment(B))));
    }

    [Fact]
    public void SW_10_pde_with_the_same_text_to_another_receiver_is_carried()
    {
        Network network = Open();
        Mir first = network.Send(A, Payment(B))[0].Mir;

        List<SwitchOutput> said = network.Send(A, Again(Payment(C), first));

        Assert.Equal([(Kind.Ack, A), (Kind.Deliver, C)], said.Select(output => (output.Kind, output.Terminal)));
        Assert.Equal([Kind.Ack, Kind.Deliver], network.Send(A, Again(Payment(B) with { Type = 202 }, first))
            .Select(output => output.Kind));
    }

    [Fact]
    public void SW_10_pde_of_a_refused_message_tells_the_refusal_once_more()
    {
        Network network = Open();
        SwitchOutput[] asked = [.. network.Send(A, Payment(B, 5, Y))];
        network.Decide(asked[1].Message.CopyReference, "71");

        List<SwitchOutput> said = network.Send(A, Again(Payment(B, 5, Y), asked[0].Mir));

        Assert.Equal([Kind.Ack, Kind.Deliver], said.Select(output => output.Kind));
        Assert.Equal((A, 19, "71", asked[0].Mir, 5L),
            (said[1].Terminal, said[1].Message.Type, said[1].Message.Reason.ToString(), said[1].Message.Related,
                said[1].Message.Payload));
    }

    [Fact]
    public void SW_10_pde_that_names_an_earlier_repeat_gets_what_became_of_the_first()
    {
        Network network = Open();
        SwitchOutput[] asked = [.. network.Send(A, Payment(B, 5, Y))];
        Mir second = network.Send(A, Again(Payment(B, 5, Y), asked[0].Mir))[0].Mir;
        network.Decide(asked[1].Message.CopyReference, "71");

        SwitchOutput told = network.Send(A, Again(Payment(B, 5, Y), second))[^1];

        Assert.Equal((Kind.Deliver, 19, asked[0].Mir), (told.Kind, told.Message.Type, told.Message.Related));
    }

    [Fact]
    public void SW_10_pde_of_a_message_given_up_tells_that_it_was()
    {
        Network network = Open();
        network.Do(SwitchInputKind.Quit, B, session: 1);
        Mir first = network.Send(A, Payment(B))[0].Mir;
        network.Wait(network.Options.AbortAfterUs);

        SwitchOutput told = network.Send(A, Again(Payment(B), first))[^1];

        Assert.Equal((19, "14", first), (told.Message.Type, told.Message.Reason.ToString(), told.Message.Related));
    }

    [Fact]
    public void What_became_of_a_message_survives_in_the_octets_of_the_state()
    {
        Network network = Open();
        SwitchOutput[] asked = [.. network.Send(A, Payment(B, 5, Y))];
        Mir second = network.Send(A, Again(Payment(B, 5, Y), asked[0].Mir))[0].Mir;
        network.Decide(asked[1].Message.CopyReference, "71");
        System.Buffers.ArrayBufferWriter<byte> state = new();
        network.Machine.Export(state);
        network.Machine = SwitchMachine.Import(network.Options, state.WrittenSpan);
        network.Do(SwitchInputKind.TakeOver);

        Assert.Equal("71", network.Send(A, Again(Payment(B, 5, Y), second))[^1].Message.Reason.ToString());
        Assert.Equal([Kind.Ack], network.Decide(asked[1].Message.CopyReference).Select(output => output.Kind));
        Assert.Equal([(Kind.Nak, "H20")], Codes(network.SendAs(A, 1, Payment(C, 5, Y))));
    }

    [Fact]
    public void A_refusal_is_not_told_again_into_a_full_inbox()
    {
        Network network = Open(options => options with { QueueLimit = 2, OutputWindow = 1 });
        SwitchOutput[] asked = [.. network.Send(A, Payment(B, 5, Y))];
        network.Answer(Centre, asked[1].Sequence);
        network.Decide(asked[1].Message.CopyReference, "71");
        network.Send(A, Again(Payment(B, 5, Y), asked[0].Mir));

        Assert.Equal([(Kind.Nak, "S04")], Codes(network.Send(A, Again(Payment(B, 5, Y), asked[0].Mir))));
        network.Answer(A, 1);
        network.Answer(A, 2);
        Assert.Equal(19, network.Send(A, Again(Payment(B, 5, Y), asked[0].Mir))[^1].Message.Type);
    }

    private static SwitchMessage Again(SwitchMessage message, Mir first) =>
        message with { Marks = MessageMarks.PossibleDuplicateEmission, Related = first };

    private static IEnumerable<(Kind, string)> Codes(IEnumerable<SwitchOutput> said) =>
        said.Select(output => (output.Kind, output.Code.ToString()));
}
