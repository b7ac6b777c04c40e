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
    /// The address is not a loopback address, and there are no keys, so that everybody could pay for everybody, or
    /// nothing is encrypted, so that everybody could read along.
    /// </exception>
    public static void ListenForSessions(
        this KestrelServerOptions kestrel, IPEndPoint endpoint, Gateway gateway, Action<ListenOptions>? encrypt = null)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(gateway);
        if ((gateway.TrustsAnybody || encrypt is null) && !IPAddress.IsLoopback(endpoint.Address))
        {
            throw new ArgumentException(
                $"{endpoint} can be reached by others: give the terminals keys that tell them apart, and a certificate "
                + "that encrypts what they say, or listen on 127.0.0.1.",
                nameof(endpoint));
        }

        kestrel.Listen(endpoint, listen =>
        {
            encrypt?.Invoke(listen);
            listen.Run(gateway.RunAsync);
        });
    }
}
