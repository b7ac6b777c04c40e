using System.Text;

namespace Clearing.Messages.Iso20022;

/// <summary>Text of an element as the message writes it: with references, CDATA sections and comments.</summary>
public static class IsoText
{
    /// <summary>The text it stands for.</summary>
    /// <param name="raw">Octets of an accepted message between two tags, or of an attribute's value.</param>
    public static string Decode(ReadOnlySpan<byte> raw)
    {
        if (raw.IndexOfAny("<&\r"u8) < 0)
        {
            return Encoding.UTF8.GetString(raw);
        }

        XmlCursor cursor = new();
        cursor.Load([.. raw, (byte)'<']);
        return cursor.ReadText(0) < 0 ? Encoding.UTF8.GetString(raw) : Encoding.UTF8.GetString(cursor.Decoded);
    }
}
