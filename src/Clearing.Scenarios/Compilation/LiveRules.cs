using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Text;

namespace Clearing.Scenarios.Compilation;

/// <summary>
/// What a live service cannot do: its script is worked out ahead, and of what its systems will do nothing is known
/// then.
/// </summary>
internal static class LiveRules
{
    public static void Check(ScenarioDocument document, CompilationContext context)
    {
        foreach (BehaviourDocument behaviour in document.Behaviours ?? [])
        {
            if (behaviour.Send is { } send && (send.ReceiptReactive is not null || send.BalanceReactive is not null))
            {
                Refuse(behaviour, nameof(behaviour.Send),
                    "Banks that react cannot be served, since what they are told is not known ahead; let them send at "
                    + "once or hold until a time, or `run` the scenario");
            }
        }

        if (document.Correspondents is { Count: > 0 })
        {
            Refuse(document, nameof(document.Correspondents),
                "Correspondents cannot be served, since they wait for the money that they pay on; leave them out, or "
                + "`run` the scenario");
        }

        if (document.Network is { Faults.Count: > 0 } network)
        {
            Refuse(network, nameof(network.Faults),
                "Faults of the network cannot be served, since sessions have a network of their own; leave them out, "
                + "or `run` the scenario");
        }

        void Refuse(object owner, string property, string message) =>
            context.Error(ErrorCodes.NotLive, context.Marks.Of(owner, "key " + property), message);
    }
}
