using Clearing.Messages.Fin;

namespace Clearing.Messages.Instructions.Explanations;

/// <summary>An MT message line by line.</summary>
internal static class FinReading
{
    public static MessageReading Of(FinMessage message)
    {
        List<ReadingLine> lines = [];
        AddHeaders(lines, message);
        lines.AddRange(message.UserHeader.Select(tag => Tag(tag)));
        bool isSecond = false;
        foreach (FinField field in message.Fields)
        {
            // The second half of a cover tells of the customers.
            isSecond = isSecond || (field.Tag.StartsWith("50", StringComparison.Ordinal)
                && FinEnvelope.TypeOf(message) is "202" or "205");
            string name = Words.Field(field.Tag);
            lines.Add(new ReadingLine(
                $":{field.Tag}:", isSecond ? $"covered payment: {name}" : name, field.Value, FinMeaning.Of(field),
                $":{field.Tag}:"));
        }

        lines.AddRange(message.SystemFields.Select(tag => Tag(tag)));
        lines.AddRange(message.Trailers.Select(tag => Tag(tag)));
        string type = FinEnvelope.TypeOf(message);
        bool isAnswer = message.BasicHeader?.StartsWith("F21", StringComparison.Ordinal) == true;
        string full = isAnswer ? "F21" : isSecond ? $"{type} COV" : type;
        Losses losses = new();
        MessageErrors errors = new();
        PaymentInstruction? payment = type is "103" or "202" or "205" && !isAnswer
            ? InstructionReader.Read(message, losses, errors)
            : null;
        AccountReport? report = ReportReader.IsReport(type) ? ReportReader.Read(message, losses, errors) : null;
        return new MessageReading
        {
            Format = MessageFormat.Mt,
            Type = isAnswer ? "F21" : $"MT {full}",
            Title = Words.Type(full),
            Lines = lines,
            Chain = payment is null ? [] : Story.Chain(payment),
            Next = payment is not null ? Story.Next(payment) : Story.Next(report),
        };
    }

    private static void AddHeaders(List<ReadingLine> lines, FinMessage message)
    {
        if (message.BasicHeader is { } basic)
        {
            string meaning = basic.Length >= 25
                ? $"{Decode.Address(basic[3..15])}, session {basic[15..19]}, number {basic[19..25]}"
                : "";
            lines.Add(new ReadingLine("{1:}", Words.Find("block {1:}")!, basic, meaning, "block 1"));
        }

        if (message.ApplicationHeader is { Length: > 4 } header)
        {
            string meaning = header[0] == 'I' && header.Length >= 17
                ? $"MT {header[1..4]} to {Decode.Address(header[4..16])}, {Priority(header[16])}"
                : header[0] == 'O' && header.Length >= 46
                ? $"MT {header[1..4]} from {Decode.Address(header[14..26])}, sent {Decode.Date(header[8..14])} "
                    + $"{header[4..6]}:{header[6..8]}"
                : "";
            lines.Add(new ReadingLine(
                "{2:}", Words.Find(header[0] == 'I' ? "block {2:I}" : "block {2:O}")!, header, meaning, "block 2"));
        }
    }

    private static string Priority(char priority) => priority switch
    {
        'U' => "urgent",
        'S' => "of the system",
        _ => "normal priority",
    };

    private static ReadingLine Tag(FinTag tag)
    {
        string meaning = tag.Tag switch
        {
            "102" => Decode.Address(tag.Value),
            "177" or "171" when tag.Value.Length == 10 =>
                $"{Decode.Date(tag.Value[..6])} {tag.Value[6..8]}:{tag.Value[8..]}",
            "106" or "107" when tag.Value.Length == 28 =>
                $"{Decode.Date(tag.Value[..6])}, {Decode.Address(tag.Value[6..18])}, session {tag.Value[18..22]}, "
                + $"number {tag.Value[22..]}",
            _ => Words.Code(tag.Tag, tag.Value),
        };
        string place = $"{{{tag.Tag}:}}";
        return new ReadingLine(place, Words.Find("tag " + tag.Tag) ?? "", tag.Value, meaning, place);
    }
}
