using System.Text;
using Clearing.Messages.Fedwire;

namespace Clearing.Messages.Generation;

internal static class FedwireBytes
{
    public static byte[] Of(FedwireMessage m)
    {
        StringBuilder b = new();
        foreach (FedwireTag t in m.Tags)
        {
            b.Append($"{{{t.Tag}}}").AppendJoin("*", t.Elements);
        }
        return Encoding.Latin1.GetBytes(b.ToString());
    }
}
