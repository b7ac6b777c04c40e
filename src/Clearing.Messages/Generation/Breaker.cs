namespace Clearing.Messages.Generation;

/// <summary>Broken messages of all formats in one row.</summary>
public static class Breaker
{
    /// <summary>
    /// Each rule of the formats of <paramref name="types"/> broken once; then, without an end, generated messages of
    /// each type with each field or element broken in every way. Only what must be refused.
    /// </summary>
    /// <param name="types">Of <see cref="MessageGenerator.Types"/>.</param>
    /// <param name="seed">Names the messages that are broken.</param>
    /// <param name="onlyRules">True to stop after the rules.</param>
    public static IEnumerable<(string Type, BrokenMessage Message)> All(
        IReadOnlyList<string> types, ulong seed, bool onlyRules)
    {
        ArgumentNullException.ThrowIfNull(types);
        foreach (MessageFormat format in types.Select(MessageGenerator.FormatOf).Distinct().Order())
        {
            string first = types.First(t => MessageGenerator.FormatOf(t) == format);
            foreach (BrokenMessage broken in RulesOf(format))
            {
                yield return (first, broken);
            }
        }

        for (long index = 0; !onlyRules; index++)
        {
            foreach (string type in types)
            {
                foreach (BrokenMessage broken in Fields(type, new Draw(seed, index)).Where(b => b.MustFail))
                {
                    yield return (type, broken);
                }
            }
        }
    }

    private static IEnumerable<BrokenMessage> RulesOf(MessageFormat format) => format switch
    {
        MessageFormat.Iso20022 => IsoBreaker.Rules(),
        MessageFormat.Fedwire => FedwireBreaker.Rules(),
        _ => FinBreaker.Rules(),
    };

    private static IEnumerable<BrokenMessage> Fields(string type, Draw draw)
    {
        switch (MessageGenerator.FormatOf(type))
        {
            case MessageFormat.Iso20022:
                return IsoBreaker.Elements(IsoGenerator.Make(type, draw));
            case MessageFormat.Fedwire:
                return FedwireBreaker.Broken(FedwireGenerator.Make(type, draw));
            default:
                Fin.FinMessage message = FinGenerator.Make(type, draw);
                return message.Fields.Count == 0 || type[0] == '0'
                    ? FinBreaker.Cuts(message)
                    : FinBreaker.Cuts(message).Concat(FinBreaker.Fields(type, message));
        }
    }
}
