using System.Net;
using System.Net.Sockets;
using Clearing.Messages.Sessions;
using Clearing.Messages.Switching;

namespace Clearing.Client.Connections;

/// <summary>Which ledger a session is with, and as whom.</summary>
public sealed record SessionOptions
{
    /// <summary>Name or address of the service.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Its port for sessions.</summary>
    public int Port { get; init; }

    /// <summary>
    /// Other processes of the same cluster, tried in turn where the one before cannot be had; any serves every ledger.
    /// </summary>
    public IReadOnlyList<DnsEndPoint> Others { get; init; } = [];

    /// <summary>Opens the connection; null = TCP to <see cref="Host"/> and <see cref="Port"/>. For TLS, or a proxy.
    /// </summary>
    public Func<CancellationToken, Task<Stream>>? Connect { get; init; }

    /// <summary>Address of the terminal, 12 characters.</summary>
    public required string Terminal { get; init; }

    /// <summary>Proves who we are and seals every frame. Null = none, which a service allows on loopback alone.
    /// </summary>
    public AuthenticationKey? Key { get; init; }

    public NetworkEnvironment Environment { get; init; } = NetworkEnvironment.Test;

    /// <summary>Name of the ledger; empty = the only one.</summary>
    public string Ledger { get; init; } = "";

    /// <summary>How instructions are answered.</summary>
    public AnswerForm Answers { get; init; }

    /// <summary>How we are told what happens to our payments.</summary>
    public NoticeForm Notices { get; init; }

    /// <summary>The last notice that is safe with us; <see cref="Hello.AsKept"/> = the service knows.</summary>
    public ulong LastNotice { get; init; } = Hello.AsKept;

    /// <summary>Most unanswered instructions; 0 = as the service likes.</summary>
    public int InstructionWindow { get; init; }

    /// <summary>Most notices not yet acknowledged; 0 = as the service likes.</summary>
    public int NoticeWindow { get; init; }

    /// <summary>Longest wait for a connection, and then for the welcome.</summary>
    public TimeSpan LoginTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Clock of all waits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The same with the next process first.</summary>
    internal SessionOptions Next() => Others.Count == 0 ? this : this with
    {
        Host = Others[0].Host,
        Port = Others[0].Port,
        Others = [.. Others.Skip(1), new DnsEndPoint(Host, Port)],
    };

    internal async Task<Stream> ConnectAsync(CancellationToken cancellation)
    {
        if (Connect is not null)
        {
            return await Connect(cancellation);
        }

        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(Host, Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
