using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Messages.Switching;

namespace Clearing.Client.Connections;

/// <summary>What both ends agreed on.</summary>
/// <param name="Welcome">What the service said.</param>
/// <param name="Sending">Seals our frames; null = no keys are in use.</param>
/// <param name="Receiving">Checks theirs.</param>
internal sealed record Agreement(Welcome Welcome, SessionProof? Sending, SessionProof? Receiving);

/// <summary>From connecting to welcome (docs/reference/sessions.md).</summary>
internal sealed class Handshake(SessionOptions options, Stream stream, PipeReader reader)
{
    private readonly FrameBuilder _builder = new();
    private SessionProof? _receiving;

    public async Task<Agreement> RunAsync(CancellationToken cancellation)
    {
        byte[] nonce = RandomNumberGenerator.GetBytes(SessionProtocol.NonceLength);
        ArrayBufferWriter<byte> hello = new();
        HelloOf(nonce).Write(hello);
        await SendAsync(hello.WrittenMemory, cancellation);
        byte[] answer = await ReceiveAsync(cancellation);
        if (!Challenge.TryRead(answer, out _))
        {
            Welcome unproven = WelcomeOf(answer);
            return options.Key is null
                ? new Agreement(unproven, null, null)
                : throw new SessionException("The service asks for no proof, but we have a key for it.");
        }

        if (options.Key is not { } key)
        {
            throw new SessionException(
                $"The service asks {options.Terminal} for a key; none was given.", CloseCode.Authentication);
        }

        SessionProof sending = ProofOf(key, hello, answer);
        _receiving = ProofOf(key, hello, answer);
        _builder.Proof = sending;
        await SendAsync(new[] { (byte)ControlKind.Response }, cancellation);
        return new Agreement(WelcomeOf(await ReceiveAsync(cancellation)), sending, _receiving);
    }

    private Hello HelloOf(byte[] nonce) => new()
    {
        Environment = options.Environment,
        Answers = options.Answers,
        Notices = options.Notices,
        KeyId = options.Key?.Id ?? 0,
        Terminal = options.Terminal,
        Ledger = options.Ledger,
        InstructionWindow = options.InstructionWindow,
        NoticeWindow = options.NoticeWindow,
        LastNotice = options.LastNotice,
        Nonce = nonce,
    };

    private SessionProof ProofOf(AuthenticationKey key, ArrayBufferWriter<byte> hello, byte[] challenge) =>
        SessionProof.Derive(
            key, options.Environment, MessageDirection.ToNetwork, hello.WrittenSpan, challenge);

    private static Welcome WelcomeOf(byte[] contents) =>
        Welcome.TryRead(contents, out Welcome welcome) ? welcome
        : Close.TryRead(contents, out Close close) ? throw SessionException.Of(close)
        : throw new SessionException("The service answered with what is no part of a login.", CloseCode.Control);

    private async Task SendAsync(ReadOnlyMemory<byte> contents, CancellationToken cancellation)
    {
        _builder.Clear();
        _builder.Begin(FrameKind.Control);
        _builder.Write(contents.Span);
        _builder.End();
        await stream.WriteAsync(_builder.Written, cancellation);
    }

    private async Task<byte[]> ReceiveAsync(CancellationToken cancellation)
    {
        while (true)
        {
            ReadResult read = await reader.ReadAsync(cancellation);
            ReadOnlySequence<byte> received = read.Buffer;
            FrameStatus status = Frames.TryRead(ref received, out Frame frame);
            if (status == FrameStatus.Complete)
            {
                byte[] contents = frame.Contents.ToArray();
                bool isProven = _receiving?.Check(frame, NowUs(options.Time)) ?? true;
                reader.AdvanceTo(received.Start);
                return frame.Kind == FrameKind.Control && (isProven || Close.TryRead(contents, out _)) ? contents
                    : throw new SessionException("The service did not prove itself.", CloseCode.Authentication);
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (status != FrameStatus.NeedsMore || read.IsCompleted)
            {
                throw new SessionException("The connection ended before the welcome.");
            }
        }
    }

    internal static long NowUs(TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds() * 1000;
}
