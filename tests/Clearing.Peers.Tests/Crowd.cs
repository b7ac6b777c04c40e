namespace Clearing.Peers.Tests;

/// <summary>Many clients at once, for a number of calls and not for a time.</summary>
internal static class Crowd
{
    /// <summary>How many payments settled.</summary>
    public static async Task<long> CallAsync(IPeer peer, int clients, int calls)
    {
        int[] settled = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            int sum = 0;
            for (int i = 0; i < calls; i++)
            {
                sum += await peer.CallAsync(client);
            }

            return sum;
        })));
        return settled.Sum();
    }
}
