using Clearing.Grains.Participants;
using Clearing.Grains.Worlds;
using Clearing.Server.Notices;

namespace Clearing.Server.Serving;

/// <summary>Keeps what must last of sessions in the mailboxes of their participants.</summary>
internal sealed class Mailboxes(World world, IGrainFactory grains) : INoticePlaces
{
    public Task<long> BeginSessionAsync(int participant) => MailboxOf(participant).BeginSessionAsync();

    public Task<bool> HoldAsync(string ledger, int participant, long session) =>
        MailboxOf(participant).HoldAsync(ledger, session);

    public async Task<NoticePlace> ReadAsync(string ledger, int participant)
    {
        MailboxPlace place = await MailboxOf(participant).PlaceAsync(ledger).ConfigureAwait(false);
        return new NoticePlace(place.Sequence, place.Before, place.Taken);
    }

    public Task WriteAsync(string ledger, int participant, NoticePlace place) =>
        MailboxOf(participant).KeepAsync(ledger, new MailboxPlace(place.Sequence, place.Before, place.Taken));

    private IMailboxGrain MailboxOf(int participant) =>
        grains.GetGrain<IMailboxGrain>($"{world.Name}/{world.Scenario.Participants[participant].Id}");
}
