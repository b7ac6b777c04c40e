using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Clearing.Messages.Switching;
using Clearing.Server.Ledgers;

namespace Clearing.Server.Sessions;

/// <summary>Who logged in, to which ledger.</summary>
/// <param name="Hello">What it asked for.</param>
/// <param name="Ledger">The ledger.</param>
/// <param name="Participant">Its index.</param>
/// <param name="Proof">Checks what it sends; null where no key is asked for.</param>
/// <param name="Certificate">SHA-256 of what its connection came with, in hexadecimal; empty = nothing.</param>
internal sealed record LoggedIn(
    Hello Hello, ServedLedger Ledger, int Participant, SessionProof? Proof, string Certificate);

/// <summary>From the first frame to the decision who it is (docs/reference/sessions.md).</summary>
/// <param name="options">Keys and environment.</param>
/// <param name="ledgers">The ledgers by name.</param>
/// <param name="clock">Against which keys are good, microseconds since 1970-01-01 UTC.</param>
internal sealed class Login(GatewayOptions options, IReadOnlyList<ServedLedger> ledgers, Func<long> clock)
{
    // An unknown terminal or key costs as much as a wrong proof, and gets the same answer.
    private static readonly AuthenticationKey Nobody = new(
        new string('-', SessionProtocol.AddressLength), 0, RandomNumberGenerator.GetBytes(32), 0, 0);

    /// <summary>Logs a client in; null when the line ends instead.</summary>
    /// <param name="line">Of the client.</param>
    /// <param name="from">Whence it comes.</param>
    /// <param name="certificate">Print of what its connection came with; empty = nothing.</param>
    public async Task<LoggedIn?> RunAsync(Line line, EndPoint? from, string certificate)
    {
        bool isNear = from is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address);
        if (options is { Keys.Count: 0, Guard: null } && !isNear)
        {
            line.End(CloseCode.Authentication, text: "without keys only loopback addresses are served");
            return null;
        }

        byte[]? first = await NextAsync(line, null).ConfigureAwait(false);
        if (first is null || !TryHello(line, first, out Hello hello))
        {
            return null;
        }

        SessionProof? proof = null;
        if (options.Keys.Count > 0)
        {
            proof = await ChallengeAsync(line, hello, first).ConfigureAwait(false);
            if (proof is null)
            {
                return null;
            }
        }

        return Admit(line, hello, proof, certificate);
    }

    private bool TryHello(Line line, byte[] contents, out Hello hello)
    {
        // The version is looked at first: another one may have another hello.
        if (contents is [(byte)ControlKind.Hello, not SessionProtocol.Version, ..])
        {
            hello = null!;
            line.End(CloseCode.Version, SessionProtocol.Version, "this is version 1");
            return false;
        }

        if (!Hello.TryRead(contents, out hello))
        {
            line.End(CloseCode.Control, text: "a session begins with a hello");
            return false;
        }

        if (hello.Environment != options.Environment)
        {
            line.End(CloseCode.Environment, text: $"this is the {options.Environment} environment");
            return false;
        }

        return true;
    }

    private async Task<SessionProof?> ChallengeAsync(Line line, Hello hello, byte[] contents)
    {
        ArrayBufferWriter<byte> challenge = new();
        new Challenge(RandomNumberGenerator.GetBytes(SessionProtocol.NonceLength)).Write(challenge);
        AuthenticationKey key = options.Keys.FirstOrDefault(
            k => k.Owner == hello.Terminal && k.Id == hello.KeyId) ?? Nobody;
        SessionProof proof = SessionProof.Derive(
            key, options.Environment, MessageDirection.FromNetwork, contents, challenge.WrittenSpan);
        await line.SendAsync(to => to.Write(challenge.WrittenSpan)).ConfigureAwait(false);
        byte[]? response = await NextAsync(line, proof).ConfigureAwait(false);
        if (response is not null && !BareControl.Is(response, ControlKind.Response))
        {
            line.End(CloseCode.Control, text: "a challenge is answered by a response");
            return null;
        }

        line.Builder.Proof = response is null ? null : proof;
        return response is null ? null : proof;
    }

    private LoggedIn? Admit(Line line, Hello hello, SessionProof? proof, string certificate)
    {
        ServedLedger? ledger = hello.Ledger.Length == 0 && ledgers.Count == 1
            ? ledgers[0]
            : ledgers.FirstOrDefault(l => l.Name == hello.Ledger);
        if (ledger is null)
        {
            line.End(CloseCode.Ledger, text: "there is no such ledger here");
            return null;
        }

        int participant = ledger.Parties.FindTerminal(Encoding.ASCII.GetBytes(hello.Terminal));
        if (participant < 0)
        {
            line.End(CloseCode.Participant, text: "the terminal is of no participant of the ledger");
            return null;
        }

        LoggedIn who = new(hello, ledger, participant, proof, certificate);
        if (options.Guard?.WhyNot(who) is { } why)
        {
            line.End(CloseCode.Authentication, text: why);
            return null;
        }

        return who;
    }

    /// <summary>Contents of the next frame, which must be a control; proved where a proof is given.</summary>
    private async Task<byte[]?> NextAsync(Line line, SessionProof? proof)
    {
        while (await line.ReadAsync().ConfigureAwait(false) is { } read)
        {
            ReadOnlySequence<byte> received = read.Buffer;
            FrameStatus status = Frames.TryRead(ref received, out Frame frame);
            byte[]? contents = null;
            if (status == FrameStatus.Complete)
            {
                line.Heard();
                contents = Judge(line, frame, proof);
            }
            else if (status != FrameStatus.NeedsMore)
            {
                line.End(CloseCode.Frame, text: "no frame begins like that");
            }
            else if (read.IsCompleted)
            {
                line.Lose();
            }

            line.Input.AdvanceTo(received.Start, status == FrameStatus.Complete ? received.Start : received.End);
            if (contents is not null || line.IsEnding)
            {
                return contents;
            }
        }

        return null;
    }

    private byte[]? Judge(Line line, in Frame frame, SessionProof? proof)
    {
        if (proof is not null && !proof.Check(frame, clock()))
        {
            line.End(CloseCode.Authentication, text: "the proof failed");
            return null;
        }

        if (frame.Kind != FrameKind.Control || (proof is null && frame.Has(FrameMarks.Authenticated)))
        {
            line.End(CloseCode.Control, text: "a session begins with a hello");
            return null;
        }

        return frame.Contents.ToArray();
    }
}
