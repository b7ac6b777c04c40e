using Clearing.Grains.Switching;
using Clearing.Grains.Wire;
using Clearing.Messages.Switching;

namespace Clearing.Grains.Tests.Switching;

/// <summary>
/// Four terminals that send round, answer what reaches them, and hold the switch to its word: every message
/// acknowledged, delivered once, never twice without PDM, ISN and OSN without a gap.
/// </summary>
internal sealed class SwitchTraffic
{
    private const int Terminals = 4;

    private readonly List<SwitchInput> _due = [];
    private readonly Dictionary<(int Terminal, int Osn), long> _delivered = [];
    private readonly HashSet<(int Terminal, int Isn)> _acknowledged = [];
    private long _nowUs = 1_800_000_000_000_000;
    private int _isn;

    public static SwitchOptions Options { get; } = new()
    {
        Terminals =
        [
            new("AAAAUS33AXXX"), new("BBBBUS33AXXX", 1), new("CCCCUS33AXXX"), new("DDDDUS33AXXX", 1),
        ],
        HistoryPerTerminal = 64,
        DuplicateWindow = 64,
    };

    public long NowUs => _nowUs;

    public int Acknowledged => _acknowledged.Count;

    public int Delivered => _delivered.Count;

    /// <summary>Login and select of all.</summary>
    public Blob<SwitchInput> Enter()
    {
        for (int terminal = 0; terminal < Terminals; terminal++)
        {
            Give(SwitchInputKind.Login, terminal, 1);
            Give(SwitchInputKind.Select, terminal, 1);
        }

        return Take();
    }

    /// <summary>A message of each terminal to the next, and the answers to what came before.</summary>
    public Blob<SwitchInput> Send()
    {
        _isn++;
        for (int terminal = 0; terminal < Terminals; terminal++)
        {
            int content = (_isn * Terminals) + terminal;
            _due.Add(new SwitchInput
            {
                Kind = SwitchInputKind.Send,
                TimeUs = _nowUs,
                Terminal = terminal,
                Session = 1,
                Sequence = _isn,
                Message = new SwitchMessage
                {
                    Receiver = (terminal + 1) % Terminals,
                    Type = 103,
                    Priority = MessagePriority.Normal,
                    BodyHash = (ulong)content,
                    BusinessKey = (UInt128)content,
                    Payload = content,
                },
            });
        }

        return Take();
    }

    /// <summary>Time passes until what was not answered comes again.</summary>
    public Blob<SwitchInput> Wait()
    {
        _nowUs += Options.RedeliverAfterUs;
        Give(SwitchInputKind.Tick, 0, 0);
        return Take();
    }

    /// <summary>Takes what the switch says.</summary>
    public void Hear(ControlReply reply)
    {
        foreach (SwitchOutput output in reply.Outputs.ToArray())
        {
            Assert.NotEqual(SwitchOutputKind.Nak, output.Kind);
            if (output.Kind == SwitchOutputKind.Ack)
            {
                _acknowledged.Add((output.Terminal, output.Sequence));
            }
            else if (output.Kind == SwitchOutputKind.Deliver)
            {
                bool isRepeat = (output.Message.Marks & MessageMarks.PossibleDuplicateMessage) != 0;
                bool isNew = _delivered.TryAdd((output.Terminal, output.Sequence), output.Message.Payload);
                Assert.True(isNew || isRepeat, $"{output} came before, and does not say so");
                Assert.Equal(_delivered[(output.Terminal, output.Sequence)], output.Message.Payload);
                Give(SwitchInputKind.Answer, output.Terminal, output.Sequence);
            }
        }
    }

    /// <summary>Everything that was sent is acknowledged and was delivered once, under numbers without a gap.</summary>
    public void Complete()
    {
        Assert.Equal(_isn * Terminals, _acknowledged.Count);
        Assert.Equal(_isn * Terminals, _delivered.Count);
        for (int terminal = 0; terminal < Terminals; terminal++)
        {
            for (int number = 1; number <= _isn; number++)
            {
                Assert.Contains((terminal, number), _acknowledged);
                long content = (number * Terminals) + ((terminal + Terminals - 1) % Terminals);
                Assert.Equal(content, Assert.Contains((terminal, number), _delivered));
            }
        }
    }

    private void Give(SwitchInputKind kind, int terminal, int sequence) => _due.Add(new SwitchInput
    {
        Kind = kind,
        TimeUs = _nowUs,
        Terminal = terminal,
        Session = 1,
        Sequence = sequence,
    });

    private Blob<SwitchInput> Take()
    {
        SwitchInput[] inputs = [.. _due];
        _due.Clear();
        _nowUs += 1_000_000;
        return new(inputs);
    }
}
