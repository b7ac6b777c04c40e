using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Clearing.Messages.Fin;

/// <summary>Writes messages as they go over the wire: nothing between the blocks, lines that end with CR LF.</summary>
public static class FinWriter
{
    /// <summary>Writes one message; one without headers as a body that ends with a line of a hyphen.</summary>
    /// <param name="message">What to write; it is not judged.</param>
    /// <param name="output">Where to.</param>
    /// <param name="withChecksum">
    /// True to put a CHK trailer: the first 6 octets of SHA-256 over blocks 1 to 4 as they are written, in upper-case
    /// hexadecimal. The network's own algorithm is not public; this one is ours.
    /// </param>
    public static void Write(FinMessage message, IBufferWriter<byte> output, bool withChecksum = false)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(output);
        StringBuilder text = new();
        if (message.BasicHeader is null)
        {
            AppendFields(text, message.Fields);
            Encoding.Latin1.GetBytes(text.Append("-\r\n").ToString(), output);
            return;
        }

        byte[] blocks = Blocks(message);
        output.Write(blocks);
        IReadOnlyList<FinTag> trailers = withChecksum
            ? WithChecksum(message.Trailers, Checksum(blocks)) : message.Trailers;
        if (trailers.Count > 0)
        {
            AppendTags(text, '5', trailers);
            Encoding.Latin1.GetBytes(text.ToString(), output);
        }
    }

    /// <summary>The message with the CHK of its blocks, in the place of any other.</summary>
    public static FinMessage Sealed(FinMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message with { Trailers = WithChecksum(message.Trailers, Checksum(Blocks(message))) };
    }

    /// <summary>CHK over the octets of blocks 1 to 4: 12 hexadecimal digits.</summary>
    public static string Checksum(ReadOnlySpan<byte> blocks)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(blocks, hash);
        return Convert.ToHexString(hash[..6]);
    }

    private static byte[] Blocks(FinMessage message)
    {
        StringBuilder text = new();
        text.Append("{1:").Append(message.BasicHeader).Append('}');
        if (message.ApplicationHeader is not null)
        {
            text.Append("{2:").Append(message.ApplicationHeader).Append('}');
        }

        if (message.UserHeader.Count > 0)
        {
            AppendTags(text, '3', message.UserHeader);
        }

        if (message.SystemFields.Count > 0)
        {
            AppendTags(text, '4', message.SystemFields);
        }
        else if (message.Fields.Count > 0
            || (message.ApplicationHeader is not null && message.BasicHeader is [_, '0', '1', ..]))
        {
            text.Append("{4:\r\n");
            AppendFields(text, message.Fields);
            text.Append("-}");
        }

        return Encoding.Latin1.GetBytes(text.ToString());
    }

    private static void AppendTags(StringBuilder text, char block, IReadOnlyList<FinTag> tags)
    {
        text.Append('{').Append(block).Append(':');
        foreach (FinTag tag in tags)
        {
            text.Append('{').Append(tag.Tag).Append(':').Append(tag.Value).Append('}');
        }

        text.Append('}');
    }

    private static void AppendFields(StringBuilder text, IReadOnlyList<FinField> fields)
    {
        foreach (FinField field in fields)
        {
            string value = field.Value.Replace("\n", "\r\n", StringComparison.Ordinal);
            text.Append(':').Append(field.Tag).Append(':').Append(value).Append("\r\n");
        }
    }

    private static List<FinTag> WithChecksum(IReadOnlyList<FinTag> trailers, string checksum)
    {
        List<FinTag> tags = [.. trailers.Where(tag => tag.Tag is "MAC" or "PAC"), new FinTag("CHK", checksum)];
        tags.AddRange(trailers.Where(tag => tag.Tag is not ("MAC" or "PAC" or "CHK")));
        return tags;
    }
}
