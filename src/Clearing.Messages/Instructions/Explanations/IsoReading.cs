using System.Globalization;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Instructions.Explanations;

/// <summary>An ISO 20022 message leaf by leaf, with the names of the elements around it.</summary>
internal static class IsoReading
{
    // Containers that say nothing of their own.
    private static readonly HashSet<string> Silent =
        ["FinInstnId", "FIId", "Id", "Othr", "Cd", "Prtry", "CdOrPrtry", "TxDtls", "NtryDtls", "Pty", "Agt", "Tp",
            "PstlAdr", "PmtId", "ClrSysMmbId", "OrgId", "PrvtId"];

    public static MessageReading Of(IsoMessage message)
    {
        List<ReadingLine> lines = [];
        if (message.Header is { } header)
        {
            Add(lines, header, header.Name, [header.Name]);
        }

        if (message.Document is { } document)
        {
            foreach (IsoElement child in document.Children)
            {
                Add(lines, child, $"{document.Name}/{child.Name}", [child.Name]);
            }
        }

        string type = message.DocumentId ?? message.HeaderId ?? "?";
        Losses losses = new();
        MessageErrors errors = new();
        bool isPayment = type.Length > 8 && type[..8] is "pacs.008" or "pacs.009" or "pacs.004";
        PaymentInstruction? payment = isPayment ? InstructionReader.Read(message, 0, losses, errors) : null;
        AccountReport? report = ReportReader.IsReport(type) ? ReportReader.Read(message, 0, losses, errors) : null;
        return new MessageReading
        {
            Format = MessageFormat.Iso20022,
            Type = type,
            Title = Words.Type(type) + (payment?.Underlying is null ? "" : ", which covers a customer's payment"),
            Lines = lines,
            Chain = payment is null ? [] : Story.Chain(payment),
            Next = payment is not null ? Story.Next(payment) : Story.Next(report),
        };
    }

    private static void Add(List<ReadingLine> lines, IsoElement element, string path, List<string> names)
    {
        if (element.Children.Count == 0)
        {
            lines.Add(new ReadingLine(
                string.Join('/', names), NameOf(names), element.Text?.Trim() ?? "", MeaningOf(element, names), path));
            return;
        }

        foreach (IsoElement child in element.Children)
        {
            Add(lines, child, $"{path}/{child.Name}", [.. names, child.Name]);
        }
    }

    // The last two names that say something: debtor: name.
    private static string NameOf(List<string> names)
    {
        List<string> telling = [.. names[(names.Count > 1 ? 1 : 0)..].Where(name => !Silent.Contains(name))];
        List<string> words = [.. telling.TakeLast(2).Select(name => Words.Find("xml " + name) ?? name)];
        return words.Count == 0 ? Words.Find("xml " + names[^1]) ?? names[^1] : string.Join(": ", words);
    }

    private static string MeaningOf(IsoElement leaf, List<string> names)
    {
        string text = leaf.Text?.Trim() ?? "";
        if (leaf.Currency is { } currency && FinText.Amount(text.Replace('.', ',')) is { } amount)
        {
            return Decode.Amount(currency, amount);
        }

        if (names[^1] is "BICFI" or "AnyBIC")
        {
            return Decode.Bic(text);
        }

        if (DateOnly.TryParseExact(
            text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
        {
            return Decode.Date(date);
        }

        // A code is told by its own element, or by the one around Cd and Prtry.
        for (int i = names.Count - 1; i >= Math.Max(0, names.Count - 4); i--)
        {
            if (Words.Code(names[i], text) is { Length: > 0 } meaning)
            {
                return meaning;
            }
        }

        return text is "NOTPROVIDED" ? "nothing was said, and something must stand here" : "";
    }
}
