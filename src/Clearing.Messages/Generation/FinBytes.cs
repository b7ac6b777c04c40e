using System.Buffers;
using System.Text;
using Clearing.Messages.Fin;

namespace Clearing.Messages.Generation;

internal static class FinBytes
{
    public static byte[] Of(FinMessage message)
    {
        ArrayBufferWriter<byte> to = new(512);
        StringBuilder b = new();
        if (message.BasicHeader is not null) b.Append($"{{1:{message.BasicHeader}}}");
        if (message.ApplicationHeader is not null) b.Append($"{{2:{message.ApplicationHeader}}}");
        if (message.UserHeader.Count > 0)
            b.Append("{3:").AppendJoin("", message.UserHeader.Select(t => $"{{{t.Tag}:{t.Value}}}")).Append('}');
        if (message.SystemFields.Count > 0)
            b.Append("{4:").AppendJoin("", message.SystemFields.Select(t => $"{{{t.Tag}:{t.Value}}}")).Append('}');
        else
        {
            b.Append("{4:\r\n");
            foreach (FinField f in message.Fields) b.Append($":{f.Tag}:{f.Value.Replace("\n", "\r\n")}\r\n");
            b.Append("-}");
        }
        if (message.Trailers.Count > 0)
            b.Append("{5:").AppendJoin("", message.Trailers.Select(t => $"{{{t.Tag}:{t.Value}}}")).Append('}');
        return Encoding.Latin1.GetBytes(b.ToString());
    }
}
