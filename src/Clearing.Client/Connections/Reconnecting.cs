namespace Clearing.Client.Connections;

/// <summary>Opens a connection again after one has ended.</summary>
internal static class Reconnecting
{
    /// <summary>Tries, with waits between, until it is there.</summary>
    /// <param name="options">How to reach the service.</param>
    /// <param name="backOff">The waits; one before the first try too.</param>
    /// <param name="why">Why the last connection ended.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>Null when it was stopped.</returns>
    /// <exception cref="SessionException">Trying again cannot help.</exception>
    public static async Task<Connection?> OpenAsync(
        SessionOptions options, BackOff backOff, SessionException why, CancellationToken stop)
    {
        while (!why.IsFinal)
        {
            try
            {
                await Task.Delay(backOff.Next(), options.Time, stop);
                Connection connection = await Connection.OpenAsync(options, stop);
                backOff.Reset();
                return connection;
            }
            catch (SessionException e)
            {
                why = e;
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }

        throw why;
    }
}
