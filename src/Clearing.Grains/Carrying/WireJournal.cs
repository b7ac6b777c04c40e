using Clearing.Messages.Switching;

namespace Clearing.Grains.Carrying;

/// <summary>A message of a run, as the switch was told of it or said it.</summary>
internal sealed class WireMessage
{
    /// <summary>When it left its sender, or the switch; microseconds since the Unix epoch.</summary>
    public required long Time { get; init; }

    /// <summary>What a terminal sent; null = the switch delivered it.</summary>
    public SwitchInput? Sent { get; init; }

    /// <summary>The delivery; or the answer to what was sent, of no kind where none arrived.</summary>
    public SwitchOutput Said { get; set; }

    /// <summary>Number under which a terminal sent it; none of what the network itself says.</summary>
    public Mir Number => Sent is { } sent
        ? new Mir(0, sent.Terminal, sent.Session, sent.Sequence)
        : Said.Message.Sender >= 0 ? Said.Mir : default;

    public SwitchMessage Message => Sent?.Message ?? Said.Message;
}

/// <summary>Keeps what the switch was told and said, in the order of <see cref="CarriedJournal.Rows"/>.</summary>
internal sealed class WireJournal : ICarriedJournal
{
    private readonly List<WireMessage> _messages = [];

    // By terminal, session and ISN: what was sent last and has no answer.
    private readonly Dictionary<(int Terminal, int Session, int Sequence), WireMessage> _sent = [];

    public IReadOnlyList<WireMessage> Messages => _messages;

    public void Sent(long now, in SwitchInput input)
    {
        WireMessage message = new() { Time = now, Sent = input };
        _sent[(input.Terminal, input.Session, input.Sequence)] = message;
        _messages.Add(message);
    }

    public void Answered(long now, in SwitchOutput output)
    {
        if (_sent.Remove((output.Terminal, output.Session, output.Sequence), out WireMessage? message))
        {
            message.Said = output;
        }
    }

    public void Delivered(long now, in SwitchOutput output) =>
        _messages.Add(new WireMessage { Time = now, Said = output });

    public void Received(long now, in SwitchOutput output)
    {
    }
}
