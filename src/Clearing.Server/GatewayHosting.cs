using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Clearing.Server;

/// <summary>Puts a gateway behind Kestrel.</summary>
public static class GatewayHosting
{
    /// <summary>Accepts sessions on an address, beside whatever else the server listens to.</summary>
    /// <param name="kestrel">Options of the server.</param>
    /// <param name="endpoint">Port 0 lets the system choose one.</param>
    /// <param name="gateway">Serves them.</param>
    /// <param name="encrypt">Encrypts what is listened to; null = nothing does.</param>
    /// <exception cref="ArgumentException">
    /// There are no keys, and the address is not a loopback address: everybody could pay for everybody.
    /// </exception>
    public static void ListenForSessions(
        this KestrelServerOptions kestrel, IPEndPoint endpoint, Gateway gateway, Action<ListenOptions>? encrypt = null)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(gateway);
        if (gateway.TrustsAnybody && !IPAddress.IsLoopback(endpoint.Address))
        {
            throw new ArgumentException(
                $"{endpoint} can be reached by others, and there are no keys that could tell them apart: give the "
                + "terminals keys, or listen on 127.0.0.1.",
                nameof(endpoint));
        }

        kestrel.Listen(endpoint, listen =>
        {
            encrypt?.Invoke(listen);
            listen.Run(gateway.RunAsync);
        });
    }
}
