using System.Net;
using Clearing.Grains.Ledgers;
using Microsoft.Extensions.Logging;

namespace Clearing.Grains.Worlds;

/// <summary>How a world is opened and hosted.</summary>
public sealed record WorldOptions
{
    /// <summary>Seconds of business to one of the wall, 1 to 100,000; null = as before, at first 1.</summary>
    public int? Speed { get; init; }

    /// <summary>
    /// Full path of the scenario's file, kept so that the journal can be read later; null = it is none.
    /// </summary>
    public string? Source { get; init; }

    /// <summary>True when who opens a session must prove who it is.</summary>
    public bool HasKeys { get; init; }

    /// <summary>
    /// Where the other processes that serve the world reach this one, port 0 = a free one; null = it serves alone.
    /// </summary>
    public IPEndPoint? Member { get; init; }

    /// <summary>True when an access file says who may do what.</summary>
    public bool HasAccess { get; init; }

    /// <summary>What its ledgers are made with; their salt is drawn when the world is opened.</summary>
    public LiveSettings Settings { get; init; } = new();

    /// <summary>Wall, steady clock and waits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What else its silo has.</summary>
    public Action<ISiloBuilder> Silo { get; init; } = static _ => { };

    /// <summary>Where its logs go.</summary>
    public Action<ILoggingBuilder> Logging { get; init; } = static _ => { };
}
