using System.Net;
using Clearing.Grains.Ledgers;
using Clearing.Grains.Worlds;
using Clearing.Messages.Switching;
using Clearing.Server.Access;
using Microsoft.Extensions.Logging;

namespace Clearing.Server.Serving;

/// <summary>How a world is served.</summary>
public sealed record ServiceOptions
{
    /// <summary>Where the world is kept.</summary>
    public required WorldPlace Place { get; init; }

    /// <summary>Where sessions are accepted; port 0 lets the system choose one.</summary>
    public IPEndPoint Endpoint { get; init; } = new(IPAddress.Loopback, 0);

    /// <inheritdoc cref="WorldOptions.Member"/>
    public IPEndPoint? Member { get; init; }

    /// <summary>Where requests over HTTP are accepted; port 0 lets the system choose one, null = nowhere.</summary>
    public IPEndPoint? Http { get; init; }

    /// <summary>Where a collector of meters and spans listens (OTLP); null = nowhere.</summary>
    public Uri? Otlp { get; init; }

    /// <inheritdoc cref="WorldOptions.Source"/>
    public string? Source { get; init; }

    /// <inheritdoc cref="WorldOptions.Speed"/>
    public int? Speed { get; init; }

    /// <summary>Keys of the terminals; none = nobody proves anything, and only this machine is served.</summary>
    public IReadOnlyList<AuthenticationKey> Keys { get; init; } = [];

    /// <summary>
    /// Path of the access file, which is read again when it changes; null = nobody proves anything over HTTP.
    /// </summary>
    public string? Access { get; init; }

    /// <summary>Certificates; null = nothing is encrypted. It is the caller's to dispose of.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>True when messages go into the journal with their payments.</summary>
    public bool KeepsMessages { get; init; }

    /// <inheritdoc cref="WorldOptions.Settings"/>
    public LiveSettings Settings { get; init; } = new();

    /// <summary>How long sessions may take to end when the service stops.</summary>
    public TimeSpan StopTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc cref="WorldOptions.Time"/>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <inheritdoc cref="WorldOptions.Logging"/>
    public Action<ILoggingBuilder> Logging { get; init; } = static _ => { };
}
