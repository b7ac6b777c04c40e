using System.Runtime.InteropServices;
using Clearing.Grains.Banks;
using Clearing.Grains.Switching;
using Clearing.Grains.Wire;
using Clearing.Scenarios.Model;

namespace Clearing.Grains.Carrying;

/// <summary>The networks of a simulation, one for each arrangement that the switch serves.</summary>
internal sealed class NetworkGate
{
    private readonly SwitchBook _book;
    private readonly MessageNetwork?[] _networks;
    private readonly List<SendOrder>[] _orders;
    private readonly List<Refusal>[] _refusals;

    public NetworkGate(SwitchBook book)
    {
        _book = book;
        int systems = book.Arrangements.Length;
        _networks = new MessageNetwork?[systems];
        _orders = [.. Enumerable.Range(0, systems).Select(_ => new List<SendOrder>())];
        _refusals = [.. Enumerable.Range(0, systems).Select(_ => new List<Refusal>())];
        foreach (NetworkService service in book.Network!.Services)
        {
            NetworkPlan plan = new(book.Network, service, book.Payments, book.Participants);
            string[] addresses =
                [.. book.Addresses[..book.Participants], book.Addresses[book.Participants + service.Arrangement]];
            _networks[service.Arrangement] = new MessageNetwork(plan, addresses, book.OpensAt);
        }
    }

    /// <summary>Next instant at which anything happens in a network; <see cref="long.MaxValue"/> = never.</summary>
    public long NextInstant
    {
        get
        {
            long next = long.MaxValue;
            foreach (MessageNetwork? network in _networks)
            {
                next = Math.Min(next, network?.NextInstant ?? long.MaxValue);
            }

            return next;
        }
    }

    /// <summary>Everything that went in, and what was refused.</summary>
    public NetworkTraffic[] Traffic =>
    [
        .. _book.Network!.Services.Select(service => new NetworkTraffic
        {
            Arrangement = service.Arrangement,
            Orders = new Blob<SendOrder>(_orders[service.Arrangement].ToArray()),
            Refusals = new Blob<Refusal>(_refusals[service.Arrangement].ToArray()),
        }),
    ];

    /// <summary>True where payments to an arrangement go through a network.</summary>
    public bool Serves(int system) => _networks[system] is not null;

    /// <summary>A payment leaves its bank.</summary>
    public void Send(int system, in SendOrder order)
    {
        _orders[system].Add(order);
        _networks[system]!.Send(in order);
    }

    /// <summary>Completes every instant before this one.</summary>
    /// <returns>By system, what the banks of refused payments are to be told.</returns>
    public List<Notice>[] AdvanceTo(long until)
    {
        List<Notice>[] notices = [.. _networks.Select(_ => new List<Notice>())];
        for (int system = 0; system < _networks.Length; system++)
        {
            if (_networks[system] is not { } network)
            {
                continue;
            }

            network.AdvanceTo(until);
            foreach (Refusal refusal in network.Refusals)
            {
                _refusals[system].Add(refusal);
                notices[system].Add(new Notice(refusal.Time, _book.Payments.AmountMinor[refusal.Payment],
                    SenderOf(refusal.Payment), (ushort)system, NoticeKind.Correction));
            }

            network.Refusals.Clear();
        }

        return notices;
    }

    private int SenderOf(int payment) =>
        _book.Senders.Count == 0 ? _book.Payments.From[payment] : _book.Senders.Span[payment];

    /// <summary>What reached the systems since the last call.</summary>
    public IEnumerable<(int System, Entry Entry)> TakeEntries()
    {
        for (int system = 0; system < _networks.Length; system++)
        {
            if (_networks[system] is { } network)
            {
                foreach (Entry entry in CollectionsMarshal.AsSpan(network.Entries).ToArray())
                {
                    yield return (system, entry);
                }

                network.Entries.Clear();
            }
        }
    }
}
