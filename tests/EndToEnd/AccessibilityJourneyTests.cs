using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Parley.Harness;
using Xunit;

namespace Parley.Tests.EndToEnd;

/// <summary>
/// What everybody needs who does not use a large screen, a mouse, colours or motion (A11Y-003, A11Y-008, A11Y-014, A11Y-015, A11Y-017, A11Y-020, A11Y-022, A11Y-025, A11Y-026, A11Y-028,
/// A11Y-030, A11Y-031, A11Y-033, A11Y-034, A11Y-035, A11Y-036, A11Y-037, A11Y-039, A11Y-040, A11Y-041, A11Y-042, A11Y-043, A11Y-044, A11Y-045).
/// </summary>
public sealed class AccessibilityJourneyTests(Browser browser, Workspaces workspaces) : BrowserTest(browser)
{
    /// <summary>Two hundred bytes of silence.</summary>
    private static readonly byte[] _sound = Silence();

    private static readonly string[] _administration =
    [
        "Workspace", "Engagement", "Settings", "Users", "Permissions", "Invitations", "Devices", "User status", "Rooms", "Moderation", "Message auditor", "Data loss prevention", "Emoji", "Sounds",
        "Mailer", "Third-party login", "Import", "Audit trail", "Logs", "Edition", "About this workspace",
    ];

    [Fact]
    public async Task A11Y_039_A11Y_040_A11Y_043_A11Y_044_A11Y_045_signing_in_names_its_fields_its_errors_and_where_help_is()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("door").With("ada").OnAsync(server);
        await First.GotoAsync($"{server.Url}login");
        var (user, password) = (First.GetByLabel("Username or email"), First.GetByLabel("Password", new() { Exact = true }));
        await Assertions.Expect(user).ToHaveAttributeAsync("autocomplete", "username");
        await Assertions.Expect(password).ToHaveAttributeAsync("autocomplete", "current-password");

        // What is wrong stands at the field, belongs to it, and takes one there; what was typed stays.
        await user.FillAsync(stage["ada"].Username);
        await Button(First, "Sign in").FocusAsync();
        await First.Keyboard.PressAsync("Enter");
        await Assertions.Expect(password).ToBeFocusedAsync();
        await Assertions.Expect(password).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(password).ToHaveAccessibleDescriptionAsync("Fill in this field.");
        await Assertions.Expect(user).ToHaveValueAsync(stage["ada"].Username);
        await password.FillAsync("wrong");
        await First.Keyboard.PressAsync("Enter");
        await Assertions.Expect(First.GetByRole(AriaRole.Alert)).ToContainTextAsync("The username or the password is not right.");
        await Assertions.Expect(user).ToHaveValueAsync(stage["ada"].Username);
        // Pasting is nobody's business but the browser's.
        Assert.True(await password.EvaluateAsync<bool>("(field) => field.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true }))"));

        await First.GetByRole(AriaRole.Link, new() { Name = "Accessibility" }).ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Heading, new() { Name = "Known gaps" })).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, "about accessibility");
        await First.GetByRole(AriaRole.Link, new() { Name = "What the words mean" }).ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Term).Filter(new() { HasText = "Omnichannel" })).ToBeVisibleAsync();
        await ExpectNoBarriersAsync(First, "the glossary");

        // Whoever is signed in finds both in the menu of the account, and the way back.
        await EnterAsync(Second, server, stage["ada"]);
        await Second.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Your account: ") }).ClickAsync();
        await Second.GetByRole(AriaRole.Menuitem, new() { Name = "Accessibility" }).ClickAsync();
        await Assertions.Expect(Second.GetByRole(AriaRole.Heading, new() { Name = "What is there" })).ToBeVisibleAsync();
        await Button(Second, "To the workspace").ClickAsync();
        await Assertions.Expect(Second.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A11Y_014_A11Y_015_A11Y_017_A11Y_028_A11Y_035_administration_is_walked_through_by_keys_alone()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        await AdministrationJourneyTests.EnterAsAdminAsync(First, server, "admin/workspace");
        foreach (var name in _administration)
        {
            await First.GetByRole(AriaRole.Navigation, new() { Name = "Administration" }).GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).FocusAsync();
            await First.Keyboard.PressAsync("Enter");
            await Assertions.Expect(First.GetByRole(AriaRole.Heading, new() { Level = 1, Name = name, Exact = true })).ToBeVisibleAsync();
            await Assertions.Expect(First.Locator("table[aria-busy=true]")).ToHaveCountAsync(0);
            // Letters alone do nothing here, and nothing moves.
            var address = First.Url;
            await First.Keyboard.TypeAsync("njkxdq?");
            Assert.Equal(address, First.Url);
            await Assertions.Expect(First.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
            Assert.Equal("", await First.EvaluateAsync<string>(Outline));
            Assert.Equal("", await First.EvaluateAsync<string>(Moving));
            // From the menu into the page: what has the focus shows it.
            for (var press = 0; press < 12; press++)
            {
                await First.Keyboard.PressAsync("Tab");
                Assert.True(await First.EvaluateAsync<bool>(ShowsFocus), $"{name}: nothing shows the focus on {await First.EvaluateAsync<string>("() => document.activeElement.outerHTML.slice(0, 200)")}");
            }
        }
    }

    [Fact]
    public async Task A11Y_034_A11Y_037_pages_fit_into_320_pixels_with_wide_spacing_and_forced_colours_and_fingers_hit_what_they_aim_at()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("narrow").With("ada", "bob").OnAsync(server);
        await stage.SayAsync("bob", "hello");
        var small = await OpenAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 320, Height = 256 }, HasTouch = true, ForcedColors = ForcedColors.Active });
        // A window of 1280 by 1024 that is zoomed to 400 percent.
        await AdministrationJourneyTests.EnterAsAdminAsync(small, server, "admin/workspace");
        foreach (var path in new[] { "admin/workspace", "admin/users", "admin/permissions", "admin/settings/Accounts", "admin/import", "admin/data-loss-prevention", "admin/audit-trail", "admin/registration", "account/preferences", "directory", "home" })
        {
            await VisitAsync(small, path);
            await ExpectToFitAsync(small, path + " at 320 pixels");
            Assert.Equal("", await small.EvaluateAsync<string>(CutOff));
            await ExpectNoBarriersAsync(small, path + " in forced colours");
            Assert.Equal("", await small.EvaluateAsync<string>(TooSmall));
        }
        // What is pressed can be let go of elsewhere: nothing happens then.
        await AdministrationJourneyTests.EnterAsAdminAsync(First, server, "admin/invites");
        await VisitAsync(First, "admin/user-status");
        var box = (await Button(First, "New status").BoundingBoxAsync())!;
        await First.Mouse.MoveAsync(box.X + 5, box.Y + 5);
        await First.Mouse.DownAsync();
        await First.Mouse.MoveAsync(box.X + 5, box.Y + 300);
        await First.Mouse.UpAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Button(First, "New status").ClickAsync();
        await Assertions.Expect(First.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A11Y_003_A11Y_008_A11Y_020_A11Y_022_A11Y_025_A11Y_026_A11Y_030_A11Y_033_A11Y_036_A11Y_042_rooms_say_in_words_what_they_show()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("words").With("ada", "bob").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}");
        await stage.SayAsync("bob", "```\nlet x = 1\n```");
        await stage.SayAsync("bob", "sum $$x^2$$ :smile:");
        using var sound = new ByteArrayContent(_sound);
        sound.Headers.ContentType = new("audio/wav");
        using var form = new MultipartFormDataContent { { sound, "file", "chime.wav" } };
        (await stage["bob"].Rest.SendAsync(HttpMethod.Post, $"rooms.upload/{stage.RoomId}", form)).OrThrow();

        // A11Y-025, A11Y-036: code is a region with a name, emoji speak, sounds wait until they are asked for.
        await Assertions.Expect(MessageOf(First, "let x = 1").GetByRole(AriaRole.Region, new() { NameRegex = new Regex("Code") })).ToBeVisibleAsync();
        await Assertions.Expect(MessageOf(First, "sum").GetByRole(AriaRole.Img, new() { NameRegex = new Regex("smile") })).ToBeVisibleAsync();
        var player = First.GetByRole(AriaRole.Log).Locator("audio");
        await Assertions.Expect(player).ToHaveAttributeAsync("controls", "");
        Assert.True(await player.EvaluateAsync<bool>("(audio) => audio.paused && !audio.autoplay"));

        // A11Y-042: a link that leads elsewhere says so.
        await stage.SayAsync("bob", "look at https://example.org/there");
        await Assertions.Expect(MessageOf(First, "look at").GetByRole(AriaRole.Link)).ToHaveAccessibleDescriptionAsync("Opens in a new window");
        // A11Y-033: presence has a name and a shape, not a colour alone.
        await Assertions.Expect(First.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Your account: ") }).GetByRole(AriaRole.Img, new() { Name = "Online" })).ToBeVisibleAsync();
        // A11Y-030: the page says its language.
        await Assertions.Expect(First.Locator("html")).ToHaveAttributeAsync("lang", new Regex("^en"));
        // A11Y-026: what only has an icon has a name and says the same beside it.
        var attach = Button(First, "Insert emoji");
        await attach.FocusAsync();
        await First.Keyboard.PressAsync("Shift+Tab");
        await First.Keyboard.PressAsync("Tab");
        await Assertions.Expect(First.GetByRole(AriaRole.Tooltip)).ToHaveTextAsync("Insert emoji");
        Assert.Equal("", await First.EvaluateAsync<string>(Nameless));

        // A11Y-020: the whole list is one stop; from one end to the other by keys.
        Assert.Equal(1, await First.GetByRole(AriaRole.Log).Locator("article[tabindex='0']").CountAsync());
        // A11Y-008: text that is pasted goes into the box, a picture becomes a file to send.
        var box = Field(First, "Message");
        await box.FocusAsync();
        await box.EvaluateAsync(
            """
            (field, bytes) => {
              const data = new DataTransfer();
              data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], "dot.png", { type: "image/png" }));
              field.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: data }));
            }
            """,
            Pixel);
        await Assertions.Expect(First.GetByRole(AriaRole.List, new() { Name = "Files to send" })).ToBeVisibleAsync();
        Assert.True(await box.EvaluateAsync<bool>(
            """
            (field) => {
              const data = new DataTransfer();
              data.setData("text/plain", "plain words");
              return field.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: data }));
            }
            """));

        // A11Y-022: the search is a combo box whose list tells what is chosen.
        await First.Keyboard.PressAsync("Control+k");
        var search = First.GetByRole(AriaRole.Combobox, new() { Name = "Search" });
        await search.FillAsync(stage.RoomName);
        await Assertions.Expect(First.GetByRole(AriaRole.Option, new() { Selected = true })).ToHaveCountAsync(1);
        var chosen = await First.GetByRole(AriaRole.Option, new() { Selected = true }).GetAttributeAsync("id");
        await Assertions.Expect(search).ToHaveAttributeAsync("aria-activedescendant", chosen!);
        await Assertions.Expect(search).ToHaveAttributeAsync("aria-expanded", "true");
        await First.Keyboard.PressAsync("Escape");

        // A11Y-003: Escape in the empty box marks the room as read.
        await EnterAsync(Second, server, stage["ada"], "home");
        var row = Second.Locator($"li[data-room-id='{stage.RoomId}']");
        await Assertions.Expect(row).ToHaveAttributeAsync("data-unread", "false");
        (await stage["ada"].Rest.PostAsync("subscriptions.unread", new { roomId = stage.RoomId })).OrThrow();
        await Assertions.Expect(row).ToHaveAttributeAsync("data-unread", "true");
        await box.FocusAsync();
        await First.Keyboard.PressAsync("Escape");
        await Assertions.Expect(row).ToHaveAttributeAsync("data-unread", "false");
    }

    [Fact]
    public async Task A11Y_031_A11Y_041_notices_wait_while_they_are_read_and_the_last_step_names_its_object()
    {
        var server = await workspaces.SharedAsync(Engine.Sqlite);
        await SkipWithoutClientAsync(server);
        using var stage = await Scenario.Room("final").With("ada").OnAsync(server);
        await OpenRoomAsync(First, server, stage["ada"], $"channel/{stage.RoomName}/channel-settings");
        await Beside(First).GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await First.GetByRole(AriaRole.Menuitem, new() { Name = "Delete", Exact = true }).ClickAsync();
        var dialog = First.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.GetByRole(AriaRole.Heading, new() { Name = $"Delete {stage.RoomName}?" })).ToBeVisibleAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Delete for everybody" })).ToBeDisabledAsync();
        await dialog.GetByRole(AriaRole.Textbox).FillAsync(stage.RoomName);
        await Assertions.Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Delete for everybody" })).ToBeEnabledAsync();
        await First.Keyboard.PressAsync("Escape");

        // A notice that somebody is at stays longer than it otherwise would.
        await First.Clock.InstallAsync();
        await VisitAsync(First, "account/profile");
        await Field(First, "Nickname").FillAsync("Ace");
        await Button(First, "Save changes").ClickAsync();
        await ExpectNoticeAsync(First, "Your profile was saved.");
        var notices = First.GetByRole(AriaRole.Status, new() { Name = "Notices" });
        await notices.GetByRole(AriaRole.Button).FocusAsync();
        await First.Clock.RunForAsync(60_000);
        await Assertions.Expect(notices.GetByText("Your profile was saved.")).ToBeVisibleAsync();
        await Field(First, "Nickname").FocusAsync();
        await First.Clock.RunForAsync(4_000);
        await Assertions.Expect(notices.GetByText("Your profile was saved.")).ToBeVisibleAsync();
        await First.Clock.RunForAsync(4_000);
        await Assertions.Expect(notices.GetByText("Your profile was saved.")).ToHaveCountAsync(0);
    }

    /// <summary>One red pixel.</summary>
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    /// <summary>What is wrong with the headings: not one of the first level, or levels left out.</summary>
    private const string Outline =
        """
        () => {
          const shown = [...document.querySelectorAll("h1, h2, h3, h4")].filter((heading) => heading.getClientRects().length > 0);
          const first = shown.filter((heading) => heading.tagName === "H1").length;
          const skipped = shown.filter((heading, index) => index > 0 && Number(heading.tagName[1]) > Number(shown[index - 1].tagName[1]) + 1);
          return [first === 1 ? "" : `${first} headings of the first level`, ...skipped.map((heading) => heading.textContent)].filter(Boolean).join("; ");
        }
        """;

    /// <summary>What would move although nobody wants it.</summary>
    private const string Moving =
        """
        () => [...document.querySelectorAll("*")]
          .filter((element) => {
            const style = getComputedStyle(element);
            return `${style.transitionDuration},${style.animationDuration}`.split(",").some((text) => parseFloat(text) > 0.02);
          })
          .map((element) => element.outerHTML.slice(0, 80)).slice(0, 3).join("; ")
        """;

    private const string ShowsFocus =
        """
        () => {
          let element = document.activeElement;
          if (element === null || element === document.body) return true;
          for (let step = 0; step < 3 && element !== null; step += 1, element = element.parentElement) {
            const style = getComputedStyle(element);
            if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) return true;
          }
          return false;
        }
        """;

    /// <summary>What stands beyond the edge and cannot be scrolled to.</summary>
    private const string CutOff =
        """
        () => {
          const scrolls = (element) => element !== null && (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
          return [...document.querySelectorAll("h1, h2, button, a, label, p, input")]
            .filter((element) => element.getClientRects().length > 0 && element.closest(".visually-hidden") === null)
            .filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && !scrolls(element.parentElement))
            .map((element) => element.outerHTML.slice(0, 80)).join("; ");
        }
        """;

    /// <summary>What a finger would miss: less than 24 pixels, outside of sentences.</summary>
    private const string TooSmall =
        """
        () => [...document.querySelectorAll("button, a[href]")]
          .filter((element) => element.getClientRects().length > 0 && element.closest("p, .visually-hidden") === null)
          .filter((element) => { const box = element.getBoundingClientRect(); return box.width > 1 && (box.width < 24 || box.height < 24); })
          .map((element) => element.outerHTML.slice(0, 120)).join("; ")
        """;

    private const string Nameless =
        """
        () => [...document.querySelectorAll("button")]
          .filter((button) => button.getClientRects().length > 0 && button.textContent.trim() === "" && !button.getAttribute("aria-label") && !button.getAttribute("aria-labelledby"))
          .map((button) => button.outerHTML.slice(0, 120)).join("; ")
        """;

    private static byte[] Silence()
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, System.Text.Encoding.ASCII, leaveOpen: true))
        {
            writer.Write("RIFF"u8);
            writer.Write(36 + 200);
            writer.Write("WAVEfmt "u8);
            writer.Write(16);
            writer.Write((short)1);
            writer.Write((short)1);
            writer.Write(8000);
            writer.Write(8000);
            writer.Write((short)1);
            writer.Write((short)8);
            writer.Write("data"u8);
            writer.Write(200);
            writer.Write([.. Enumerable.Repeat((byte)128, 200)]);
        }
        return bytes.ToArray();
    }
}
