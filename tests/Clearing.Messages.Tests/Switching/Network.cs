using Clearing.Messages.Switching;

namespace Clearing.Messages.Tests.Switching;

/// <summary>
/// A small network to try rules on: four banks and a centre on two slices, with a clock that a test moves. Records are
/// safe at once, unless <see cref="HoldsStore"/>.
/// </summary>
internal sealed class Network
{
    public const int A = 0;
    public const int B = 1;
    public const int C = 2;
    public const int Centre = 3;
    public const int Y = 1;
    public const int T = 2;

    private readonly int[] _requests = new int[5];

    public Network(Func<SwitchOptions, SwitchOptions>? change = null)
    {
        Options = new SwitchOptions
        {
            Terminals =
            [
                new("AAAAUS33AXXX"), new("BBBBUS33AXXX", 1), new("CCCCUS33AXXX"), new("CBNKUS33AXXX", 1),
                new("DDDDUS33AXXX"),
            ],
            Services =
            [
                new CopyService { Code = "YYY", Centre = Centre, NotifiesSender = true, MayBypass = true },
                new CopyService { Code = "TTT", Centre = Centre, Mode = CopyMode.T, Members = [A, B] },
            ],
        };
        Options = change?.Invoke(Options) ?? Options;
        Machine = new SwitchMachine(Options);
    }

    public SwitchOptions Options { get; }

    public SwitchMachine Machine { get; set; }

    public long NowUs { get; set; } = 1_800_000_000_000_000;

    public bool HoldsStore { get; set; }

    public int[] Sessions { get; } = new int[5];

    public int[] Isn { get; } = new int[5];

    /// <summary>A network whose first terminals have opened a session.</summary>
    public static Network Open(Func<SwitchOptions, SwitchOptions>? change = null)
    {
        Network network = new(change);
        for (int terminal = 0; terminal < 4; terminal++)
        {
            network.Enter(terminal);
        }

        return network;
    }

    /// <summary>Gives the machine an input and takes what it says, its wishes to store fulfilled.</summary>
    public List<SwitchOutput> Do(SwitchInput input)
    {
        List<SwitchOutput> outputs = [];
        Machine.Apply(input with { TimeUs = NowUs }, outputs);
        List<SwitchOutput> said = [.. outputs.Where(output => output.Kind != SwitchOutputKind.Store)];
        if (!HoldsStore && outputs.Count > said.Count)
        {
            said.AddRange(Store());
        }

        return said;
    }

    /// <summary>All records become safe.</summary>
    public List<SwitchOutput> Store() => Do(new SwitchInput
    {
        Kind = SwitchInputKind.Stored,
        Number = Machine.LastRecord,
        Epoch = Machine.Epoch,
    });

    public List<SwitchOutput> Do(SwitchInputKind kind, int terminal = 0, int sequence = 0, int session = 0,
        long number = 0, AnswerCode code = default) =>
        Do(new SwitchInput
        {
            Kind = kind,
            Terminal = terminal,
            Sequence = sequence,
            Session = session,
            Number = number,
            Code = code,
        });

    /// <summary>Login and select.</summary>
    public List<SwitchOutput> Enter(int terminal)
    {
        int request = ++_requests[terminal];
        List<SwitchOutput> said = Do(SwitchInputKind.Login, terminal, request);
        said.AddRange(Do(SwitchInputKind.Select, terminal, request));
        Sessions[terminal] = said.Where(output => output.Kind == SwitchOutputKind.SelectAck)
            .Select(output => output.Session).LastOrDefault(Sessions[terminal]);
        Isn[terminal] = 0;
        return said;
    }

    /// <summary>Sends with the next ISN.</summary>
    public List<SwitchOutput> Send(int from, SwitchMessage message, AnswerCode verdict = default) =>
        SendAs(from, ++Isn[from], message, verdict);

    /// <summary>Sends with an ISN of the test's own.</summary>
    public List<SwitchOutput> SendAs(int from, int isn, SwitchMessage message, AnswerCode verdict = default) =>
        Do(new SwitchInput
        {
            Kind = SwitchInputKind.Send,
            Terminal = from,
            Session = Sessions[from],
            Sequence = isn,
            Code = verdict,
            Message = message,
        });

    /// <summary>UAK, or UNK with a code.</summary>
    public List<SwitchOutput> Answer(int terminal, int osn, AnswerCode code = default) =>
        Do(SwitchInputKind.Answer, terminal, osn, Sessions[terminal], code: code);

    /// <summary>The centre's 097; an empty reason authorises.</summary>
    public List<SwitchOutput> Decide(long copyReference, string reason = "", int from = Centre) =>
        Send(from, new SwitchMessage
        {
            Type = 97,
            Receiver = SwitchOptions.Network,
            CopyReference = copyReference,
            Reason = AnswerCode.Of(reason),
            ReleaseInformation = 77,
        });

    /// <summary>Time passes, and what is due happens.</summary>
    public List<SwitchOutput> Wait(long us)
    {
        List<SwitchOutput> said = [];
        long until = NowUs + us;
        while (Machine.NextDueUs <= until)
        {
            NowUs = Math.Max(NowUs, Machine.NextDueUs);
            said.AddRange(Do(SwitchInputKind.Tick));
        }

        NowUs = until;
        return said;
    }

    /// <summary>A message 103 with a content of its own.</summary>
    public static SwitchMessage Payment(int to, int content = 1, int service = 0) => new()
    {
        Receiver = to,
        Type = 103,
        Priority = MessagePriority.Normal,
        Service = service,
        BodyHash = (ulong)content,
        BusinessKey = (UInt128)content,
        Payload = content,
    };
}
