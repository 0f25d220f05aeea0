using Microsoft.Extensions.DependencyInjection;
using Parley.Conversations.Messages;
using Parley.Conversations.Rooms;
using Parley.Platform.Ddp;
using Parley.Platform.Events;
using Parley.Platform.Rest;

namespace Parley.Conversations.Translations;

internal static class TranslationsPart
{
    public static void Register(IServiceCollection services, Func<string, string?> environment)
    {
        services.AddSingleton(TranslationEndpoints.Read(environment));
        services.AddSingleton<TranslationCalls>();
        services.AddSingleton<ITranslator, GoogleTranslator>();
        services.AddSingleton<ITranslator, DeepLTranslator>();
        services.AddSingleton<ITranslator, MicrosoftTranslator>();
        services.AddSingleton<TranslateText>();
        services.AddSingleton<RoomLanguages>();
        services.AddSingleton<TranslateMessage>();
        services.AddSingleton<ChooseTranslation>();
        services.AddSingleton<TranslationQueue>();
        services.AddHostedService(s => s.GetRequiredService<TranslationQueue>());
        services.AddSingleton<IEventHandler<MemberRemoved>>(s => s.GetRequiredService<RoomLanguages>());
        services.AddSingleton<IEventHandler<MessageSent>>(s => s.GetRequiredService<TranslationQueue>());
        services.AddSingleton<IEventHandler<MessageEdited>>(s => s.GetRequiredService<TranslationQueue>());
        services.AddSingleton<IRestDoor, TranslationsRest>();
        services.AddSingleton<IDdpDoor, TranslationsDdp>();
    }
}
