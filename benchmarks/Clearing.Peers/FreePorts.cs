using System.Net;
using System.Net.Sockets;

namespace Clearing.Peers;

/// <summary>Loopback ports that were free a moment ago. Whoever binds one must be ready to find it taken.</summary>
internal static class FreePorts
{
    public static int One()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static bool IsTaken(Exception e) =>
        e is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
        || (e.InnerException is { } inner && IsTaken(inner))
        || (e is AggregateException all && all.InnerExceptions.Any(IsTaken));
}
