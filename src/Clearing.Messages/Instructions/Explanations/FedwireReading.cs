using Clearing.Messages.Fedwire;

namespace Clearing.Messages.Instructions.Explanations;

/// <summary>A Fedwire message of tags line by line.</summary>
internal static class FedwireReading
{
    public static MessageReading Of(FedwireMessage message)
    {
        List<ReadingLine> lines = [];
        foreach (FedwireTag tag in message.Tags)
        {
            string place = $"{{{tag.Tag}}}";
            string value = string.Join('\n', tag.Elements.Where(element => element.Length > 0));
            lines.Add(new ReadingLine(place, FedwireTags.Find(tag.Tag)?.Name ?? "", value, MeaningOf(tag), place));
        }

        string type = message.Find("3600") is { Elements: [var function, ..] } ? function : "?";
        PaymentInstruction? payment = InstructionReader.Read(message, new Losses(), new MessageErrors());
        return new MessageReading
        {
            Format = MessageFormat.Fedwire,
            Type = $"Fedwire {type}",
            Title = Words.Type(type),
            Lines = lines,
            Chain = payment is null ? [] : Story.Chain(payment),
            Next = payment is null ? [] : Story.Next(payment),
        };
    }

    private static string MeaningOf(FedwireTag tag)
    {
        IReadOnlyList<string> elements = tag.Elements;
        return (tag.Tag, elements) switch
        {
            ("2000", [{ Length: 12 } digits]) when long.TryParse(digits, out long cents) =>
                Decode.Amount("USD", new DecimalAmount(cents, 2)),
            ("1520", [{ Length: 8 } date, var source, var number]) =>
                $"{Decode.Date(date[2..])}, from endpoint {source}, number {number}",
            ("3100" or "3400", [var number, ..]) => FinText.IsRoutingNumber(number)
                ? "routing number with its check digit right"
                : "no routing number: the check digit is wrong",
            ("3710", [var currency, var amount]) => Decode.Amount(currency + amount),
            ("3700", [var details, ..]) =>
                Decode.Join([Words.Code("3700", details), .. elements.Skip(1).Select(charge => Decode.Amount(charge))]),
            ("1510", [var type, var subtype]) =>
                Decode.Join(Words.Code("1510", type), Words.Code("1510", subtype)),
            ("1500", [_, _, var environment, ..]) => environment == "T" ? "test" : "production",
            ("3600", [var function, ..]) => Words.Code("3600", function),
            ("4000" or "4100" or "4200" or "5000" or "5100" or "5200" or "4400", [var code, var id, ..]) =>
                $"{Words.Code("party", code)} {id}".Trim(),
            _ => "",
        };
    }
}
