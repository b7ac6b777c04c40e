using System.Buffers.Text;
using Clearing.Messages.Sessions;

namespace Clearing.Client.Load.Sending;

/// <summary>
/// Reads the answers of requests as far as a load needs them: standing and repetition, in the layout of a session's
/// answers. It trusts the service to write as it does; what it does not know it takes for a refusal.
/// </summary>
internal static class HttpResponses
{
    /// <summary>Length of a whole response; 0 = more octets are needed, -1 = it is none.</summary>
    /// <param name="received">Octets from its beginning.</param>
    /// <param name="body">Where its body begins.</param>
    public static int LengthOf(ReadOnlySpan<byte> received, out int body)
    {
        int end = received.IndexOf("\r\n\r\n"u8);
        body = end + 4;
        if (end < 0)
        {
            return 0;
        }

        ReadOnlySpan<byte> head = received[..end];
        ReadOnlySpan<byte> name = "\r\nContent-Length: "u8;
        int at = head.IndexOf(name);
        if (at < 0 || !Utf8Parser.TryParse(head[(at + name.Length)..], out int length, out _))
        {
            return -1;
        }

        return received.Length < body + length ? 0 : body + length;
    }

    /// <summary>Writes the answers of a response as records.</summary>
    /// <param name="response">A whole one.</param>
    /// <param name="body">Where its body begins.</param>
    /// <param name="to">Room for as many records as the request has payments.</param>
    public static void Read(ReadOnlySpan<byte> response, int body, Span<byte> to)
    {
        ReadOnlySpan<byte> rest = response[body..];
        if (!rest.StartsWith("{\"answers\":["u8))
        {
            // One answer, for all where it is a problem.
            AnswerRecord one = One(rest, isProblem: response[9] != (byte)'2');
            for (; !to.IsEmpty; to = to[AnswerRecord.Length..])
            {
                one.Write(to);
            }

            return;
        }

        for (; !to.IsEmpty; to = to[AnswerRecord.Length..])
        {
            int entry = rest.IndexOf("{\"p"u8);
            if (entry < 0)
            {
                new AnswerRecord(Standing.InDoubt, false, 0, -1, 0).Write(to);
                continue;
            }

            rest = rest[(entry + 3)..];
            One(rest, isProblem: rest[0] == (byte)'r').Write(to);
        }
    }

    private static AnswerRecord One(ReadOnlySpan<byte> text, bool isProblem)
    {
        Standing standing = StandingOf(Behind(text, isProblem ? "\"code\":\""u8 : "\"status\":\""u8));
        bool isRepeated = !isProblem && Behind(text, "\"repeated\":"u8) is [(byte)'t', ..];
        return new AnswerRecord(standing, isRepeated, 0, -1, 0);
    }

    private static ReadOnlySpan<byte> Behind(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        int at = text.IndexOf(name);
        return at < 0 ? [] : text[(at + name.Length)..];
    }

    private static Standing StandingOf(ReadOnlySpan<byte> word) =>
        word.StartsWith("settled\""u8) ? Standing.Settled
        : word.StartsWith("queued\""u8) ? Standing.Queued
        : word.StartsWith("provisional\""u8) ? Standing.Provisional
        : word.StartsWith("rejected\""u8) ? Standing.Rejected
        : word.StartsWith("cancelled\""u8) ? Standing.Cancelled
        : word.StartsWith("unsettled\""u8) ? Standing.Unsettled
        : word.StartsWith("busy\""u8) || word.StartsWith("too-many"u8) ? Standing.Busy
        : word.StartsWith("unavailable\""u8) ? Standing.Unavailable
        : word.StartsWith("in-doubt\""u8) || word.StartsWith("failed\""u8) ? Standing.InDoubt
        : word.StartsWith("halted\""u8) ? Standing.Halted
        : Standing.Malformed;
}
