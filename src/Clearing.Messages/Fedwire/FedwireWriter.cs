using System.Buffers;
using System.Globalization;
using System.Text;

namespace Clearing.Messages.Fedwire;

/// <summary>Writes Fedwire messages of tags, one tag a line.</summary>
public static class FedwireWriter
{
    /// <summary>Writes the message as it is; whether it is right is for the reader to say.</summary>
    public static void Write(FedwireMessage message, IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(writer);
        StringBuilder text = new();
        foreach (FedwireTag tag in message.Tags)
        {
            text.Append('{').Append(tag.Tag).Append('}');
            if (tag.Tag == "8200")
            {
                string addenda = string.Concat(tag.Elements);
                text.Append(CultureInfo.InvariantCulture, $"{addenda.Length:D4}").Append(addenda).Append('\n');
                continue;
            }

            FedwireTagDefinition? definition = FedwireTags.Find(tag.Tag);
            for (int index = 0; index < tag.Elements.Count; index++)
            {
                bool isFixed = definition is not null && index < definition.Elements.Count
                    && !definition.Elements[index].IsVariable;
                text.Append(tag.Elements[index]);
                if (!isFixed)
                {
                    text.Append('*');
                }
            }

            text.Append('\n');
        }

        // One character is one octet, whatever it is: a tag of somebody else comes back as it was.
        Encoding.Latin1.GetBytes(text.ToString(), writer);
    }
}
