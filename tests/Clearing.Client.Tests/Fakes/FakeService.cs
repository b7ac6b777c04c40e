using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Security.Cryptography;
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
    private readonly MessageIds _ids = new();

    public FakeLedger Ledger => ledger;

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
    public int FramesTaken { get; private set; }

    /// <summary>What the service says of an id that is asked about, over what the ledger says.</summary>
    public Func<UInt128, AnswerRecord, AnswerRecord> Tells { get; set; } = (_, answer) => answer;

    public List<Hello> Hellos { get; } = [];

    public List<ulong> NoticesTaken { get; } = [];

    public List<FrameMarks> MessageFlags { get; } = [];

    public long ReceivedFirst { get; private set; }

    public long SentFirst { get; private set; }

    public Task<Stream> ConnectAsync(CancellationToken _)
    {
        Wire wire = new();
        ServedSession session;
        lock (_wires)
        {
            Fault fault = _wires.Count < faults.Length ? faults[_wires.Count] : new Fault();
            session = new ServedSession(this, wire, fault, _wires.Count == 0);
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

    private sealed class ServedSession(FakeService service, Wire wire, Fault fault, bool isFirst)
    {
        private readonly FrameBuilder _out = new();
        private SessionProof? _proof;
        private byte[] _hello = [];
        private Hello? _said;
        private byte[] _challenge = [];
        private long _received;
        private long _sent;
        private ulong _next = 1;
        private bool _isOpen;

        public async Task RunAsync()
        {
            try
            {
                while (!wire.IsCut)
                {
                    ReadResult read = await wire.FromClient.ReadAsync();
                    while (service.IsStalled)
                    {
                        await Task.Yield();
                    }

                    ReadOnlySequence<byte> all = read.Buffer;
                    bool isCut = _received + all.Length >= fault.CutAfterReceived;
                    ReadOnlySequence<byte> seen = isCut ? all.Slice(0, fault.CutAfterReceived - _received) : all;
                    while (Frames.TryRead(ref seen, out Frame frame) == FrameStatus.Complete && !wire.IsCut)
                    {
                        Take(frame);
                    }

                    _received += all.Slice(0, seen.Start).Length;
                    if (isFirst)
                    {
                        service.ReceivedFirst = _received;
                    }

                    wire.FromClient.AdvanceTo(seen.Start, all.End);
                    await SendAsync();
                    if (isCut)
                    {
                        wire.Cut();
                    }

                    if (read.IsCompleted)
                    {
                        return;
                    }
                }
            }
            catch (IOException)
            {
                // The wire was cut.
            }
            catch (InvalidOperationException)
            {
                // Likewise, while something was being written.
            }
        }

        private async Task SendAsync()
        {
            ReadOnlyMemory<byte> octets = _out.Written;
            if (octets.IsEmpty || wire.IsCut)
            {
                return;
            }

            bool isCut = _sent + octets.Length >= fault.CutAfterSent;
            ReadOnlyMemory<byte> gone = isCut ? octets[..(int)(fault.CutAfterSent - _sent)] : octets;
            _sent += gone.Length;
            if (isFirst)
            {
                service.SentFirst = _sent;
            }

            await wire.ToClient.WriteAsync(gone);
            _out.Clear();
            if (isCut)
            {
                wire.Cut();
            }
        }

        private void Take(in Frame frame)
        {
            if (_isOpen && _proof is not null && !_proof.Check(frame, 1))
            {
                Say(new Close(CloseCode.Authentication, 0, "").Write);
                return;
            }

            switch (frame.Kind)
            {
                case FrameKind.Control:
                    Control(frame, frame.Contents.ToArray());
                    break;
                case FrameKind.Bulk:
                    Answer(frame, Bulk(frame.Contents.ToArray()));
                    break;
                default:
                    Answer(frame, Messages(frame));
                    break;
            }
        }

        private void Control(in Frame frame, byte[] contents)
        {
            switch ((ControlKind)contents[0])
            {
                case ControlKind.Hello:
                    Greet(contents);
                    break;
                case ControlKind.Response:
                    bool isProven = _proof!.Check(frame, 1);
                    _out.Proof = isProven ? _proof : null;
                    if (isProven)
                    {
                        Open();
                    }
                    else
                    {
                        Say(new Close(CloseCode.Authentication, 0, "").Write);
                    }

                    break;
                case ControlKind.DirectoryRequest:
                    service.Directory.Pages().ToList().ForEach(page => Say(page.Write));
                    break;
                case ControlKind.Ask when Ask.TryRead(contents, out Ask ask):
                    Say(new States(ask.Request, [.. ask.Ids.Select(
                        id => new InstructionState(id, service.Tells(id, service.Ledger.StateOf(id))))]).Write);
                    break;
                case ControlKind.Order when Order.TryRead(contents, out Order order):
                    AnswerRecord done = service.Ledger.Submit(order.Id, order.Payment);
                    Say(new OrderAnswer(order.Request, done with { Standing = Standing.Done }).Write);
                    break;
                case ControlKind.NoticesTaken when Clearing.Messages.Sessions.NoticesTaken.TryRead(
                        contents, out NoticesTaken taken):
                    service.NoticesTaken.Add(taken.Number);
                    Notify(taken.Number);
                    break;
                case ControlKind.Heartbeat when Heartbeat.TryRead(contents, out Heartbeat beat) && !beat.IsAnswer:
                    Say((beat with { IsAnswer = true }).Write);
                    break;
                default:
                    break;
            }
        }

        private void Greet(byte[] contents)
        {
            Assert.True(Hello.TryRead(contents, out Hello hello));
            lock (service.Hellos)
            {
                service.Hellos.Add(hello);
            }

            _hello = contents;
            _said = hello;
            if (fault.Refuses is { } code)
            {
                Say(new Close(code, 0, "by script").Write);
                return;
            }

            if (service.Key is { } key)
            {
                ArrayBufferWriter<byte> challenge = new();
                new Challenge(RandomNumberGenerator.GetBytes(SessionProtocol.NonceLength)).Write(challenge);
                _challenge = challenge.WrittenSpan.ToArray();
                _proof = SessionProof.Derive(
                    key, hello.Environment, MessageDirection.FromNetwork, _hello, _challenge);
                Say(to => to.Write(_challenge));
                return;
            }

            Open();
        }

        private void Open()
        {
            _isOpen = true;
            Hello hello = _said!;
            ulong last = hello.LastNotice == Hello.AsKept ? 0 : hello.LastNotice;
            Welcome welcome = new()
            {
                Session = service.Connections,
                Participant = ParticipantOf(hello.Terminal),
                Ledger = "world/gross",
                DirectoryHash = new byte[SessionProtocol.HashLength],
                InstructionWindow = service.InstructionWindow,
                NoticeWindow = service.NoticeWindow,
                HeartbeatMs = service.HeartbeatMs,
                LastNumber = service.Ledger.LastNumberOf(ParticipantOf(hello.Terminal)),
                FirstNotice = last + 1,
                TimeUs = 1_764_547_200_000_000,
            };
            Say(welcome.Write);
            if (hello.Notices == NoticeForm.Compact)
            {
                Notify(last);
            }
        }

        private int ParticipantOf(string terminal)
        {
            int index = service.Directory.Participants.ToList().FindIndex(p => p.Bic == terminal[..8]);
            return index < 0 ? 7 : index;
        }

        private void Notify(ulong taken)
        {
            NumberedNotice[] due = [.. service.Ledger.Notices
                .Where(n => n.Number > taken && n.Number <= taken + (ulong)service.NoticeWindow)];
            if (due.Length == 0)
            {
                return;
            }

            _out.Begin(FrameKind.Notices, FrameMarks.None, due[0].Number);
            foreach (NumberedNotice notice in due)
            {
                notice.Notice.Write(_out.GetSpan(Notice.Length));
                _out.Advance(Notice.Length);
            }

            _out.End();
        }

        private List<AnswerRecord> Bulk(byte[] contents)
        {
            List<AnswerRecord> answers = [];
            for (int at = 0; at < contents.Length; at += BulkInstruction.Length)
            {
                Assert.True(BulkInstruction.TryRead(contents.AsSpan(at), out BulkInstruction instruction));
                answers.Add(instruction.Payee >= service.Directory.Participants.Count
                    ? new AnswerRecord(Standing.UnknownParty, false, 0, -1, 0)
                    : service.Ledger.Submit(
                    InstructionIds.Numbered(instruction.Payer, instruction.Number),
                    new UInt128((ulong)instruction.AmountMinor, (ulong)instruction.Payee), instruction.Number));
            }

            return answers;
        }

        private List<AnswerRecord> Messages(in Frame frame)
        {
            List<AnswerRecord> answers = [];
            BatchReader reader = new(frame);
            lock (service._ids)
            {
                service.MessageFlags.Add(frame.Flags);
            }

            while (reader.TryNext(out ReadOnlySequence<byte> message))
            {
                UInt128? id;
                lock (service._ids)
                {
                    id = service._ids.Of(frame.Format, message.ToArray());
                }

                answers.Add(id is null
                    ? new AnswerRecord(Standing.Malformed, false, 0, -1, 0) : service.Ledger.Submit(id.Value, 0));
            }

            return answers;
        }

        private void Answer(in Frame frame, List<AnswerRecord> answers)
        {
            if (frame.Has(FrameMarks.Numbered))
            {
                Assert.Equal(_next, BinaryPrimitives.ReadUInt64LittleEndian(frame.Payload.ToArray()));
            }

            lock (service._ids)
            {
                service.FramesTaken++;
            }

            Assert.InRange(answers.Count, 1, service.InstructionWindow);
            if (!fault.LosesAnswers && !fault.IsMute)
            {
                _out.Begin(FrameKind.Answers, FrameMarks.None, _next);
                foreach (AnswerRecord answer in answers)
                {
                    answer.Write(_out.GetSpan(AnswerRecord.Length));
                    _out.Advance(AnswerRecord.Length);
                }

                _out.End();
            }

            _next += (ulong)answers.Count;
            if (fault.LosesAnswers)
            {
                wire.Cut();
            }
        }

        private void Say(Action<IBufferWriter<byte>> write)
        {
            if (fault.IsMute && _isOpen && _sent > 0)
            {
                return;
            }

            _out.Begin(FrameKind.Control);
            write(_out);
            _out.End();
        }
    }
}
