namespace Clearing.Messages.Instructions;

/// <summary>Gives institutions the addresses that the target needs, from a directory of the caller.</summary>
internal static class Addressing
{
    public static PaymentInstruction Complete(PaymentInstruction instruction, ConversionTarget target)
    {
        (string? scheme, bool isMt) = (target.Format, target.Usage) switch
        {
            (MessageFormat.Fedwire, _) => ("USABA", false),
            (MessageFormat.Iso20022, IsoUsage.Fedwire) => ("USABA", false),
            (MessageFormat.Iso20022, IsoUsage.Chips) => ("USPID", false),
            (MessageFormat.Mt, _) => ((string?)null, true),
            _ => (null, false),
        };
        Agent Of(Agent agent) => scheme is not null ? WithMember(agent, scheme, target.Members)
            : isMt ? WithBic(agent, target.Members) : agent;
        bool needsImad = instruction.Imad is null && scheme == "USABA";
        return instruction with
        {
            InstructingAgent = Of(instruction.InstructingAgent),
            InstructedAgent = Of(instruction.InstructedAgent),
            Imad = needsImad ? DerivedIds.Imad(instruction, target.ImadSequence) : instruction.Imad,
        };
    }

    private static Agent WithMember(Agent agent, string scheme, IReadOnlyDictionary<string, string> members) =>
        (agent.MemberScheme != scheme || agent.MemberId is null)
        && agent.Bic is { Length: >= 8 } bic && members.TryGetValue(bic[..8], out string? number)
            ? agent with { MemberScheme = scheme, MemberId = number }
            : agent;

    private static Agent WithBic(Agent agent, IReadOnlyDictionary<string, string> members) =>
        agent is { Bic: null, MemberId: { } number }
        && members.FirstOrDefault(pair => pair.Value == number) is { Key: { } bic }
            ? agent with { Bic = bic }
            : agent;
}
