using Clearing.Client.Submitting;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Messages.Switching;
using Directory = Clearing.Messages.Sessions.Directory;

namespace Clearing.Client.Tests.Fakes;

/// <summary>What goes wrong on one connection.</summary>
internal sealed record Fault
{
    /// <summary>The connection is cut when so many octets of the client have come; they are the last that count.
    /// </summary>
    public long CutAfterReceived { get; init; } = long.MaxValue;

    /// <summary>The connection is cut when so many octets have gone to the client.</summary>
    public long CutAfterSent { get; init; } = long.MaxValue;

    /// <summary>Instructions have their effect, but no answer to them is sent.</summary>
    public bool LosesAnswers { get; init; }

    /// <summary>The login is refused with this.</summary>
    public CloseCode? Refuses { get; init; }

    /// <summary>Nothing is sent at all after the welcome.</summary>
    public bool IsMute { get; init; }
}

/// <summary>A service in memory that speaks the protocol of sessions, with faults by script: the n-th connection has
/// the n-th fault, later ones none.</summary>
internal sealed class FakeService(FakeLedger ledger, params Fault[] faults)
{
    private readonly List<Wire> _wires = [];

    public FakeLedger Ledger => ledger;

    /// <summary>Works out ids of messages; also what sessions lock.</summary>
    public MessageIds Ids { get; } = new();

    public AuthenticationKey? Key { get; init; }

    public int InstructionWindow { get; init; } = 1024;

    public int NoticeWindow { get; init; } = 16;

    public int HeartbeatMs { get; init; } = 1_000_000_000;

    public Directory Directory { get; init; } = new(
        [.. Enumerable.Range(0, 300).Select(i => new DirectoryParticipant(
            $"BANK{i:000}", $"B{(char)('A' + (i / 26))}{(char)('A' + (i % 26))}KUS33", RoutingNumberOf(i)))],
        [new DirectorySystem("gross", 0)], [new DirectoryCurrency("USD", 2)]);

    public int Connections
    {
        get
        {
            lock (_wires)
            {
                return _wires.Count;
            }
        }
    }

    /// <summary>While it is set, nothing that was received is handled.</summary>
    public bool IsStalled { get; set; }

    /// <summary>Frames of instructions that have come.</summary>
    public int FramesTaken { get; set; }

    /// <summary>What the service says of an id that is asked about, over what the ledger says.</summary>
    public Func<UInt128, AnswerRecord, AnswerRecord> Tells { get; set; } = (_, answer) => answer;

    public List<Hello> Hellos { get; } = [];

    public List<ulong> NoticesTaken { get; } = [];

    public List<FrameMarks> MessageFlags { get; } = [];

    public long ReceivedFirst { get; set; }

    public long SentFirst { get; set; }

    public Task<Stream> ConnectAsync(CancellationToken _)
    {
        Wire wire = new();
        FakeSession session;
        lock (_wires)
        {
            Fault fault = _wires.Count < faults.Length ? faults[_wires.Count] : new Fault();
            session = new FakeSession(this, wire, fault, _wires.Count == 0);
            _wires.Add(wire);
        }

        Task.Run(session.RunAsync, CancellationToken.None);
        return Task.FromResult(wire.Client);
    }

    /// <summary>Cuts the newest connection.</summary>
    public void Cut()
    {
        lock (_wires)
        {
            _wires[^1].Cut();
        }
    }

    public static string RoutingNumberOf(int index)
    {
        string digits = $"0210{index:0000}";
        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            sum += (digits[i] - '0') * (i % 3 == 0 ? 3 : i % 3 == 1 ? 7 : 1);
        }

        return $"{digits}{(10 - (sum % 10)) % 10}";
    }
}
