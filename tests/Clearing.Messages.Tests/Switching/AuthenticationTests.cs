using System.Text;
using Clearing.Messages.Switching;
using CsCheck;

namespace Clearing.Messages.Tests.Switching;

/// <summary>Who sent a message: forged, changed, repeated, diverted, and keys that come and go (SW-18).</summary>
public sealed class AuthenticationTests
{
    private const string Alpha = "AAAAUS33AXXX";
    private const string Beta = "BBBBUS33AXXX";
    private const long NowUs = 1_000;
    private static readonly byte[] Message = Encoding.ASCII.GetBytes("{1:F01AAAAUS33AXXX0001000001}{2:I103");

    public static TheoryData<string> Forgeries() =>
        ["none", "cut", "long", "bit", "body", "sequence", "key", "zero"];

    [Fact]
    public void An_honest_message_is_taken_and_only_once()
    {
        MessageAuthenticator network = Network();
        MessageProof proof = Network().Seal(MessageDirection.ToNetwork, Alpha, 1, 1, Message);

        Assert.True(Check(network, proof).IsNone);
        Assert.Equal("S02", Check(network, proof).ToString());
        Assert.Equal(1, network.Refusals);
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void X1_what_is_not_proved_is_refused_with_one_code_and_counted(string forgery)
    {
        MessageAuthenticator network = Network();
        MessageProof good = network.Seal(MessageDirection.ToNetwork, Alpha, 1, 5, Message);
        byte[] mac = good.Mac.ToArray();
        byte[] message = [.. Message];
        MessageProof forged = forgery switch
        {
            "none" => good with { Mac = ReadOnlyMemory<byte>.Empty },
            "cut" => good with { Mac = mac.AsMemory(0, 8) },
            "long" => good with { Mac = (byte[])[.. mac, 0] },
            "bit" => good with { Mac = (byte[])[.. mac[..15], (byte)(mac[15] ^ 1)] },
            "sequence" => good with { Sequence = 6 },
            "key" => good with { KeyId = 2 },
            "zero" => good with { Mac = new byte[16] },
            _ => good,
        };
        if (forgery == "body")
        {
            message[^1] ^= 1;
        }

        Assert.Equal("S02", network.Check(MessageDirection.ToNetwork, Alpha, forged, message, NowUs).ToString());
        Assert.Equal(1, network.Refusals);
        Assert.True(Check(network, good).IsNone);
    }

    [Fact]
    public void X2_a_proof_is_good_for_one_direction_one_environment_and_one_number()
    {
        MessageProof proof = Network().Seal(MessageDirection.ToNetwork, Alpha, 1, 7, Message);

        Assert.False(Network().Check(MessageDirection.FromNetwork, Alpha, proof, Message, NowUs).IsNone);
        Assert.False(Check(Network(NetworkEnvironment.Test), proof).IsNone);
        Assert.True(Check(Network(), proof).IsNone);
    }

    [Fact]
    public void X2_a_restart_forgets_no_number()
    {
        MessageAuthenticator before = Network();
        MessageProof proof = before.Seal(MessageDirection.ToNetwork, Alpha, 1, 7, Message);
        Assert.True(Check(before, proof).IsNone);

        MessageAuthenticator after = Network();
        after.Resume(Alpha, MessageDirection.ToNetwork, before.HighestOf(Alpha, MessageDirection.ToNetwork));

        Assert.False(Check(after, proof).IsNone);
        Assert.True(Check(after, after.Seal(MessageDirection.ToNetwork, Alpha, 1, 8, Message)).IsNone);
    }

    [Fact]
    public void X3_a_terminal_cannot_speak_for_another_nor_with_its_key()
    {
        MessageAuthenticator network = Network();
        MessageProof ofAlpha = network.Seal(MessageDirection.ToNetwork, Alpha, 1, 1, Message);

        Assert.False(network.Check(MessageDirection.ToNetwork, Beta, ofAlpha, Message, NowUs).IsNone);
        Assert.False(network.Check(MessageDirection.ToNetwork, "ZZZZUS33AXXX", ofAlpha, Message, NowUs).IsNone);
        Assert.False(network.Check(MessageDirection.ToNetwork, "", ofAlpha, Message, NowUs).IsNone);
        Assert.True(Check(network, ofAlpha).IsNone);
    }

    [Fact]
    public void X9_an_unknown_key_an_expired_key_and_a_wrong_mac_are_told_apart_by_nobody()
    {
        MessageAuthenticator network = Network();
        MessageProof good = network.Seal(MessageDirection.ToNetwork, Alpha, 1, 1, Message);
        AnswerCode[] answers =
        [
            Check(network, good with { KeyId = 99 }),
            Check(network, good with { Mac = new byte[16] }),
            network.Check(MessageDirection.ToNetwork, Alpha, good, Message, long.MaxValue),
            network.Check(MessageDirection.ToNetwork, "ZZZZUS33AXXX", good, Message, NowUs),
        ];

        Assert.Equal(AnswerCode.Authentication, Assert.Single(answers.Distinct()));
    }

    [Fact]
    public void X12_keys_change_while_messages_go_and_the_old_one_ends_on_time()
    {
        MessageAuthenticator network = new(NetworkEnvironment.Live);
        network.Add(Key(Alpha, 1, untilUs: 2_000));
        network.Add(Key(Alpha, 2, fromUs: 1_500));
        long sequence = 0;
        bool Passes(int key, long nowUs) => network.Check(
            MessageDirection.ToNetwork, Alpha,
            network.Seal(MessageDirection.ToNetwork, Alpha, key, ++sequence, Message), Message, nowUs).IsNone;

        Assert.True(Passes(1, 1_499));
        Assert.False(Passes(2, 1_499));
        Assert.True(Passes(1, 1_999) && Passes(2, 1_500));
        Assert.False(Passes(1, 2_000));
        Assert.True(Passes(2, 2_000));
    }

    [Fact]
    public void X12_a_lost_key_is_good_no_longer()
    {
        MessageAuthenticator network = Network();
        MessageProof proof = network.Seal(MessageDirection.ToNetwork, Alpha, 1, 1, Message);
        network.Revoke(Alpha, 1);

        Assert.False(Check(network, proof).IsNone);
    }

    [Fact]
    public void The_window_takes_each_number_once_and_nothing_older_than_itself() => Gen.Long[1, 3_000].Array[1, 400]
        .Sample(numbers =>
        {
            ReplayWindow window = new();
            HashSet<long> taken = [];
            long highest = 0;
            foreach (long number in numbers)
            {
                bool wanted = number > highest - ReplayWindow.Width && !taken.Contains(number);
                if (window.Take(number) != wanted)
                {
                    return false;
                }

                taken.Add(number);
                highest = Math.Max(highest, number);
            }

            return !window.Take(0) && !window.Take(-5);
        });

    [Theory]
    [InlineData("AAAAUS33", 32)]
    [InlineData(Alpha, 31)]
    [InlineData("ÄAAAUS33AXXX", 32)]
    public void A_key_needs_a_whole_address_and_a_whole_secret(string owner, int length) =>
        Assert.Throws<ArgumentException>(() => new MessageAuthenticator(NetworkEnvironment.Live).Add(
            new AuthenticationKey(owner, 1, new byte[length], 0, 1)));

    private static AnswerCode Check(MessageAuthenticator network, MessageProof proof) =>
        network.Check(MessageDirection.ToNetwork, Alpha, proof, Message, NowUs);

    private static MessageAuthenticator Network(NetworkEnvironment environment = NetworkEnvironment.Live)
    {
        MessageAuthenticator network = new(environment);
        network.Add(Key(Alpha, 1));
        network.Add(Key(Beta, 1));
        return network;
    }

    private static AuthenticationKey Key(string owner, int id, long fromUs = 0, long untilUs = 1_000_000)
    {
        byte[] secret = new byte[32];
        Encoding.ASCII.GetBytes(owner, secret);
        secret[31] = (byte)id;
        return new AuthenticationKey(owner, id, secret, fromUs, untilUs);
    }
}
