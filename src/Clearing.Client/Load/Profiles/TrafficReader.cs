using Clearing.Messages.Sessions;

namespace Clearing.Client.Load.Profiles;

/// <summary>Reads what is sent: of the profile, and of a phase that differs from it.</summary>
internal sealed class TrafficReader(ProfileProblems problems)
{
    /// <summary>What a node says over what holds otherwise.</summary>
    public LoadTraffic Read(ProfileNode? node, LoadTraffic otherwise)
    {
        if (node is null)
        {
            return otherwise;
        }

        ProfileMap map = new(node, "traffic", problems);
        LoadTraffic traffic = otherwise with
        {
            Message = map.Word(
                map.Find("message"), otherwise.Message,
                ("mt103", LoadMessage.Mt103), ("pacs.009", LoadMessage.Pacs009), ("fedwire", LoadMessage.Fedwire),
                ("bulk", LoadMessage.Bulk), ("json", LoadMessage.Json)),
            Frame = (int)map.Count(map.Find("frame"), 1, SessionProtocol.MostInFrame, otherwise.Frame),
            Payees = Payees(map.Find("payees"), otherwise.Payees),
            Mix = Mix(map.Find("mix"), otherwise.Mix),
        };
        if (map.Find("amount-minor") is { } amount)
        {
            (long least, long most) = Amount(amount);
            traffic = traffic with { LeastMinor = least, MostMinor = most };
        }

        map.Done();
        return traffic;
    }

    private LoadPayees Payees(ProfileNode? node, LoadPayees otherwise)
    {
        if (node is null)
        {
            return otherwise;
        }

        if (node.Text == "uniform")
        {
            return default;
        }

        ProfileMap map = new(node, "payees", problems);
        if (node.Text is not null)
        {
            return otherwise;
        }

        LoadPayees payees = map.One("hot", "zipf") switch
        {
            "hot" => new LoadPayees(PayeeChoice.Hot, map.Share(map.Find("hot"))),
            "zipf" => new LoadPayees(PayeeChoice.Zipf, map.Share(map.Find("zipf"), most: 3)),
            _ => otherwise,
        };
        if (payees.Choice == PayeeChoice.Zipf && payees.Value * 2 % 1 != 0)
        {
            problems.Add(ProfileError.OutOfRange, map.Find("zipf")!, "An exponent is 0 to 3 in steps of 0.5");
        }

        map.Done();
        return payees;
    }

    private LoadMix Mix(ProfileNode? node, LoadMix otherwise)
    {
        if (node is null)
        {
            return otherwise;
        }

        ProfileMap map = new(node, "mix", problems);
        LoadMix mix = new(
            map.Share(map.Find("bad")), map.Share(map.Find("duplicate")), map.Share(map.Find("cancel")));
        map.Done();
        if (mix.Bad + mix.Duplicate + mix.Cancel > 0.9m)
        {
            problems.Add(ProfileError.OutOfRange, node, "The shares of a mix come to more than 0.9; leave payments");
        }

        return mix;
    }

    private (long Least, long Most) Amount(ProfileNode node)
    {
        ProfileMap map = new(node, "amount-minor", problems);
        long least = map.Count(map.Need("from"), 1, 999_999_999, 1);
        long most = map.Count(map.Need("to"), 1, 999_999_999, 1);
        map.Done();
        if (least > most || Digits(least) != Digits(most))
        {
            problems.Add(ProfileError.OutOfRange, node,
                "`from` is at most `to`, and both have as many digits, so that every message is as long");
        }

        return (least, most);
    }

    private static int Digits(long number) => number < 10 ? 1 : 1 + Digits(number / 10);
}
