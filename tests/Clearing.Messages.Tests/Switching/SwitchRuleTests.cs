using static Clearing.Messages.Tests.Switching.Network;
using Kind = Clearing.Messages.Switching.SwitchOutputKind;

namespace Clearing.Messages.Tests.Switching;

/// <summary>The rules of the network, each by its id.</summary>
public sealed class SwitchRuleTests
{
    [Fact]
    public void SW_3_a_message_is_acknowledged_and_delivered_only_after_it_is_safe()
    {
        Network network = Open();
        network.HoldsStore = true;

        Assert.Empty(network.Send(A, Payment(B)));
        Assert.Equal([Kind.Ack, Kind.Deliver], network.Store().Select(output => output.Kind));
    }
}
