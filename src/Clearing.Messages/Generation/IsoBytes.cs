using System.Text;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Generation;

internal static class IsoBytes
{
    public static byte[] Of(IsoMessage message)
    {
        StringBuilder b = new();
        if (message.Header is not null) b.Append("<BusMsg>");
        if (message.Header is not null) Write(b, message.Header, $" xmlns=\"urn:iso:std:iso:20022:tech:xsd:{message.HeaderId}\"");
        if (message.Document is not null)
        {
            b.Append($"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{message.DocumentId}\">");
            Write(b, message.Document, "");
            b.Append("</Document>");
        }
        if (message.Header is not null) b.Append("</BusMsg>");
        return Encoding.UTF8.GetBytes(b.ToString());
    }

    private static void Write(StringBuilder b, IsoElement e, string ns)
    {
        b.Append('<').Append(e.Name).Append(ns);
        if (e.Currency is not null) b.Append($" Ccy=\"{e.Currency}\"");
        b.Append('>');
        if (e.Text is not null) b.Append(e.Text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;"));
        foreach (IsoElement c in e.Children) Write(b, c, "");
        b.Append("</").Append(e.Name).Append('>');
    }
}
