using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Messages.Switching;

namespace Clearing.Server.Tests.Bench;

/// <summary>What a frame of the server held.</summary>
internal sealed class Heard(FrameKind kind, FrameMarks flags, ulong number, byte[] contents)
{
    public FrameKind Kind => kind;

    public FrameMarks Flags => flags;

    public ulong Number => number;

    public byte[] Contents => contents;

    public ControlKind Control => Kind == FrameKind.Control ? (ControlKind)Contents[0] : ControlKind.None;

    /// <summary>The answers in it, which it must hold.</summary>
    public AnswerRecord[] Answers
    {
        get
        {
            Assert.Equal(FrameKind.Answers, Kind);
            return [.. Contents.Chunk(AnswerRecord.Length).Select(octets => AnswerRecord.Read(octets))];
        }
    }

    /// <summary>The notices in it, which it must hold.</summary>
    public Notice[] Notices
    {
        get
        {
            Assert.Equal(FrameKind.Notices, Kind);
            return [.. Contents.Chunk(Notice.Length).Select(octets => Notice.Read(octets))];
        }
    }
}

/// <summary>A bank's end of a session, as plain as can be: octets out, frames in.</summary>
internal sealed class BankLine : IDisposable
{
    private readonly TcpClient _client;
    private readonly Stream _stream;
    private readonly CancellationTokenSource _patience =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private byte[] _received = new byte[1 << 16];
    private int _start;
    private int _end;

    private BankLine(TcpClient client, Stream stream)
    {
        _client = client;
        _stream = stream;
        _patience.CancelAfter(TimeSpan.FromMinutes(2));
    }

    public FrameBuilder Builder { get; } = new();

    public Welcome Welcome { get; private set; } = null!;

    /// <summary>Checks what the server sends; null without keys.</summary>
    public SessionProof? Proof { get; private set; }

    /// <summary>A test that waits for what does not come fails, and does not wait for ever.</summary>
    private CancellationToken Patience => _patience.Token;

    /// <param name="port">Of the server.</param>
    /// <param name="receiveBuffer">Octets; 0 = as usual.</param>
    /// <param name="encrypt">Encrypts the connection; null = nothing does.</param>
    public static async Task<BankLine> ConnectAsync(
        int port, int receiveBuffer = 0, Func<Stream, Task<Stream>>? encrypt = null)
    {
        TcpClient client = new() { NoDelay = true };
        if (receiveBuffer > 0)
        {
            client.ReceiveBufferSize = receiveBuffer;
        }

        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        return new BankLine(client, encrypt is null ? client.GetStream() : await encrypt(client.GetStream()));
    }

    /// <summary>Says hello and takes the welcome.</summary>
    public async Task LoginAsync(Hello hello, AuthenticationKey? key = null)
    {
        byte[] said = Octets(hello.Write);
        await SendControlAsync(hello.Write);
        if (key is not null)
        {
            Heard challenge = await HearAsync();
            Assert.Equal(ControlKind.Challenge, challenge.Control);
            Proof = SessionProof.Derive(
                key, hello.Environment, MessageDirection.ToNetwork, said, challenge.Contents);
            Builder.Proof = Proof;
            await SendControlAsync(to => BareControl.Write(ControlKind.Response, to));
        }

        Heard heard = await HearAsync();
        Assert.True(Welcome.TryRead(heard.Contents, out Welcome welcome), Told(heard));
        Welcome = welcome;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> octets) => await _stream.WriteAsync(octets, Patience);

    public Task SendControlAsync(Action<IBufferWriter<byte>> write)
    {
        Builder.Begin(FrameKind.Control);
        write(Builder);
        Builder.End();
        return FlushAsync();
    }

    /// <summary>Sends bulk instructions in a frame.</summary>
    public Task SendBulkAsync(ulong number, params BulkInstruction[] instructions)
    {
        Builder.Begin(FrameKind.Bulk, FrameMarks.None, number);
        foreach (BulkInstruction instruction in instructions)
        {
            instruction.Write(Builder.GetSpan(BulkInstruction.Length));
            Builder.Advance(BulkInstruction.Length);
        }

        Builder.End();
        return FlushAsync();
    }

    /// <summary>Sends messages as a batch.</summary>
    public Task SendMessagesAsync(FrameKind kind, params byte[][] messages)
    {
        Builder.Begin(kind, FrameMarks.Batch);
        foreach (byte[] message in messages)
        {
            Builder.BeginMessage();
            Builder.Write(message);
            Builder.EndMessage();
        }

        Builder.End();
        return FlushAsync();
    }

    public async Task FlushAsync()
    {
        byte[] octets = Builder.Written.ToArray();
        Builder.Clear();
        await SendAsync(octets);
    }

    /// <summary>The next frame; its proof is checked where there is one.</summary>
    public async Task<Heard> HearAsync() =>
        await TryHearAsync() ?? throw new InvalidOperationException("The server closed the connection.");

    /// <summary>The next frame; null when the server has closed the connection.</summary>
    public async Task<Heard?> TryHearAsync()
    {
        while (true)
        {
            ReadOnlySequence<byte> received = new(_received, _start, _end - _start);
            FrameStatus status = Frames.TryRead(ref received, out Frame frame);
            Assert.True(status is FrameStatus.Complete or FrameStatus.NeedsMore, status.ToString());
            if (status == FrameStatus.Complete)
            {
                Assert.True(Proof is null || Proof.Check(frame, Times.Noon), "the server's proof failed");
                _start = _end - (int)received.Length;
                return new Heard(frame.Kind, frame.Flags, frame.Number ?? 0, frame.Contents.ToArray());
            }

            if (!await ReceiveAsync())
            {
                return null;
            }
        }
    }

    /// <summary>The next frame that is not a heartbeat's or a remark's.</summary>
    public async Task<Heard> HearAnswerAsync()
    {
        while (true)
        {
            Heard heard = await HearAsync();
            if (heard.Control is not (ControlKind.Heartbeat or ControlKind.Remark))
            {
                return heard;
            }
        }
    }

    /// <summary>Everything up to the answers to so many instructions.</summary>
    public async Task<List<AnswerRecord>> HearAnswersAsync(int count)
    {
        List<AnswerRecord> answers = [];
        while (answers.Count < count)
        {
            answers.AddRange((await HearAnswerAsync()).Answers);
        }

        return answers;
    }

    /// <summary>The close, before which other frames are passed over; null when there was none.</summary>
    public async Task<Close?> HearCloseAsync()
    {
        while (await TryHearAsync() is { } heard)
        {
            if (heard.Kind == FrameKind.Control && Close.TryRead(heard.Contents, out Close close))
            {
                return close;
            }
        }

        return null;
    }

    /// <summary>Says that nothing more comes.</summary>
    public void Shut() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the connection as a crash does: with a reset.</summary>
    public void Reset()
    {
        _client.LingerState = new LingerOption(true, 0);
        _client.Close();
    }

    public void Dispose()
    {
        _client.Dispose();
        _patience.Dispose();
    }

    private async Task<bool> ReceiveAsync()
    {
        if (_start > 0)
        {
            _received.AsSpan(_start, _end - _start).CopyTo(_received);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _received.Length)
        {
            Array.Resize(ref _received, _received.Length * 2);
        }

        try
        {
            int count = await _stream.ReadAsync(_received.AsMemory(_end), Patience);
            _end += count;
            return count > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static byte[] Octets(Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> octets = new();
        write(octets);
        return octets.WrittenSpan.ToArray();
    }

    private static string Told(Heard heard) =>
        Close.TryRead(heard.Contents, out Close close) ? close.ToString() : $"{heard.Kind} {heard.Control}";
}
