using System.Buffers;
using Clearing.Messages;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;
using Clearing.Messages.Iso20022;

namespace Clearing.Fuzz;

/// <summary>FIN with headers.</summary>
public sealed class FinTarget() : ReaderTarget("fin", SeedFamily.Fin, FinReader.MostOctets + 1000)
{
    private readonly FinReader _reader = new();

    protected override bool Judge(ReadOnlySpan<byte> message, ref MessageFacts facts, MessageErrors errors) =>
        _reader.Read(message, ref facts, errors);

    protected override bool Rewrite(ReadOnlySpan<byte> message, IBufferWriter<byte> output)
    {
        FinMessage? parsed = FinMessage.Parse(message);
        if (parsed is not null)
        {
            FinWriter.Write(parsed, output);
        }

        return parsed is not null;
    }
}

/// <summary>FIN texts without headers; their type is guessed.</summary>
public sealed class FinBodyTarget() : Target("fin-body", SeedFamily.FinBody, FinReader.MostOctets + 1000)
{
    private readonly FinReader _reader = new();
    private readonly MessageErrors _errors = new();
    private MessageFacts _facts;

    public override Verdict Read(ReadOnlySpan<byte> input)
    {
        bool isAccepted = _reader.ReadBody(input, FinReader.GuessBodyType(input) ?? "940", ref _facts, _errors);
        if (isAccepted == _errors.Any)
        {
            throw new PropertyException(isAccepted ? "accepted in spite of errors" : "refused without a word");
        }

        return new Verdict(isAccepted, FactTexts.Signature(isAccepted, _facts, _errors));
    }

    public override void Check(ReadOnlySpan<byte> input) => FactTexts.Of(_facts, input);
}

/// <summary>ISO 20022 XML.</summary>
public sealed class IsoTarget() : ReaderTarget("iso", SeedFamily.Iso20022, 1_100_000)
{
    private readonly IsoReader _reader = new();

    protected override bool Judge(ReadOnlySpan<byte> message, ref MessageFacts facts, MessageErrors errors) =>
        _reader.Read(message, ref facts, errors);

    protected override bool Rewrite(ReadOnlySpan<byte> message, IBufferWriter<byte> output)
    {
        IsoMessage? parsed = IsoMessage.Parse(message);
        if (parsed is not null)
        {
            IsoWriter.Write(parsed, output);
        }

        return parsed is not null;
    }
}

/// <summary>Fedwire tags.</summary>
public sealed class FedwireTarget() : ReaderTarget("fedwire", SeedFamily.Fedwire, 20_000)
{
    private readonly FedwireReader _reader = new();

    protected override bool Judge(ReadOnlySpan<byte> message, ref MessageFacts facts, MessageErrors errors) =>
        _reader.Read(message, ref facts, errors);

    protected override bool Rewrite(ReadOnlySpan<byte> message, IBufferWriter<byte> output)
    {
        FedwireWriter.Write(FedwireMessage.Parse(message), output);
        return true;
    }
}
