"""Small invented feeds of every kind: reserved numbers and names, hosts of example.org."""

import json
from typing import Any

JOIN = "https://zoom.us/j/0000000042?pwd=hidden42"

CSV = (
    "Time,End Time,Day,Name,Location,Address,City,State,Postal Code,Country,Types,Notes,Conference URL,Slug\n"
    '7:00 PM,8:00 PM,Tuesday,Lantern Group,Old Hall,1 Example Road,Boston,MA,02108,USA,"Closed, Women, Big Book",'
    '"Meets 1st and 3rd Tuesday only.",,lantern\n'
    f"19:30,,Wednesday,Bridge Group,,,,,,,Open,,{JOIN},bridge\n"
    "noon,,Someday,Broken Day,Hall,2 Example Road,Boston,MA,02108,USA,,,,broken\n"
)
SHEET = {
    "range": "Sheet1",
    "values": [
        ["Name", "Day", "Time", "Location", "Address", "Types"],
        ["Sheet Group", "Friday", "6:15 PM", "Library", "3 Example Road, Chicago, IL 60601, USA", "Speaker, LGBTQ"],
    ],
}
PLAIN_CSV = (
    "Gruppe;Wochentag;Beginn;Ort;Strasse;Link;Art\n"
    f"Offene Runde;Monday;18:00;Haus;4 Example Road, Leeds LS1 1AA, UK;{JOIN};Angehoerige\n"
    ";Monday;18:00;Haus;5 Example Road, Leeds LS1 1AA, UK;;\n"
)
MAPPING = """
columns:
  {Gruppe: name, Wochentag: day, Beginn: time, Ort: location, Strasse: formatted_address, Link: conference_url,
  Art: types}
always: {timezone: Europe/London, topics: "depression", roles: "loved_one"}
types: {Angehoerige: "tag:closed"}
"""
BMLT: list[dict[str, Any]] = [
    {
        "id_bigint": "1", "meeting_name": "Clean Start", "weekday_tinyint": 1, "start_time": "19:00:00",
        "duration_time": "01:30:00", "formats": "O,BT,WC,ZZ", "published": 1, "latitude": 40.7, "longitude": -74.0,
        "location_text": "Hall", "location_street": "6 Example Road", "location_municipality": "New York",
        "location_province": "NY", "location_postal_code_1": "10001", "location_nation": "USA",
        "contact_name_1": "Canary Person", "contact_email_1": "canary@example.org", "comments": "CH applies",
    },
    {
        "id_bigint": "2", "meeting_name": "Online Clean", "weekday_tinyint": 7, "start_time": "20:00:00",
        "duration_time": "01:00:00", "formats": "C,VM,ES", "published": 1, "venue_type": 2,
        "time_zone": "America/Denver", "virtual_meeting_link": JOIN, "virtual_meeting_additional_info": "PW sunflower",
    },
    {
        "id_bigint": "3", "meeting_name": "Both Ways", "weekday_tinyint": 3, "start_time": "18:00:00",
        "formats": "O,HY,CH", "published": 1, "venue_type": 3, "virtual_meeting_link": JOIN,
        "location_street": "7 Example Road", "location_municipality": "New York", "location_province": "NY",
        "location_postal_code_1": "10002", "location_nation": "USA",
    },
    {"id_bigint": "4", "meeting_name": "Hidden", "weekday_tinyint": 2, "start_time": "18:00:00", "published": 0},
    {"id_bigint": "5", "meeting_name": "No Way", "weekday_tinyint": 2, "start_time": "18:00:00", "published": 1},
    {"id_bigint": "6", "meeting_name": "Bad Day", "weekday_tinyint": 9, "start_time": "18:00:00", "published": 1},
]  # fmt: skip
HSDS3 = {
    "contents": [
        {
            "id": "s1", "name": "GRIEF EVENING", "description": "For parents.\\nCall 202-555-0100.###MON###",
            "url": "www.example.org", "status": "active", "minimum_age": 18,
            "organization": {"name": "HARBOUR HOUSE"},
            "attributes": [{"taxonomy_term": {"code": "PN-8100.1000-100", "name": "Bereaved Parent Support Groups"}}],
            "schedules": [
                {"freq": "MONTHLY", "byday": "2TU", "opens_at": "18:00", "closes_at": "19:30", "dtstart": "2026-01-13",
                 "timezone": -5}
            ],
            "service_at_locations": [
                {"location": {"latitude": 42.36, "longitude": -71.06, "addresses": [
                    {"address_1": "8 Example Road", "city": "Boston", "state_province": "MA", "postal_code": "02108",
                     "country": "US"}]}}
            ],
        },
        {
            "id": "s2", "name": "Day Centre Support Group", "organization": {"name": "Old Mill"},
            "attributes": [{"taxonomy_term": {"code": "PN-8100.5000", "name": "Mental Health Related Support Groups"}}],
            "schedules": [{"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR", "opens_at": "09:00", "closes_at": "17:00"}],
            "url": "https://example.org/mill",
        },
        {
            "id": "s3", "name": "Women's Refuge Circle", "organization": {"name": "Refuge"},
            "attributes": [{"taxonomy_term": {"code": "PN-8100.0200-180", "name": "DV Support Groups"}}],
            "service_at_locations": [{"location": {"latitude": 42.0, "longitude": -71.0, "addresses": [
                {"address_1": "9 Hidden Road", "city": "Boston", "state_province": "MA"}]}}],
        },
        {"id": "s4", "name": "Food Bank", "attributes": [{"taxonomy_term": {"code": "BD-1800", "name": "Food"}}]},
    ]
}  # fmt: skip
ORUK = {
    "totalElements": 1,
    "content": [
        {
            "id": "uk1", "name": "Carers peer support", "status": "active", "url": "https://example.org/carers",
            "organization": {"name": "Mill Trust"},
            "service_taxonomys": [{"taxonomy": {"id": "PN-8100.1400", "name": "Carers"}}],
            "regular_schedules": [
                {"weekday": "Thursday", "opens_at": "10:30", "closes_at": "12:00", "freq": "WEEKLY", "interval": "2",
                 "dtstart": "2026-01-08"}
            ],
            "service_at_locations": [{"location": {"latitude": 53.8, "longitude": -1.54, "physical_addresses": [
                {"address_1": "10 Example Road", "city": "Leeds", "state_province": "", "postal_code": "LS1 1AA",
                 "country": "GB"}]}}],
        }
    ],
}  # fmt: skip
ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//invented//EN
X-WR-TIMEZONE:Europe/London
BEGIN:VEVENT
UID:weekly@example.org
SUMMARY:Family Support Group
DTSTART;TZID=Europe/London:20260106T190000
DTEND;TZID=Europe/London:20260106T203000
RRULE:FREQ=WEEKLY;BYDAY=TU
EXDATE;TZID=Europe/London:20261222T190000,20261229T190000
RDATE;TZID=Europe/London:20261223T110000
LOCATION:Old Hall\\, 11 Example Road\\, Leeds LS1 1AA\\, UK
DESCRIPTION:Write to canary@example.org. Tea is served.
ORGANIZER;CN=Canary Person:mailto:canary@example.org
END:VEVENT
BEGIN:VEVENT
UID:weekly@example.org
RECURRENCE-ID;TZID=Europe/London:20261201T190000
SUMMARY:Family Support Group
DTSTART;TZID=Europe/London:20261202T180000
DTEND;TZID=Europe/London:20261202T193000
END:VEVENT
BEGIN:VEVENT
UID:fortnight@example.org
SUMMARY:Anxiety evening
DTSTART;TZID=America/New_York:20260107T200000
DTEND;TZID=America/New_York:20260107T210000
RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;COUNT=60
DESCRIPTION:Join {JOIN}
END:VEVENT
BEGIN:VEVENT
UID:utc@example.org
SUMMARY:Bipolar circle
DTSTART:20261126T180000Z
DTEND:20261126T190000Z
RRULE:FREQ=MONTHLY;BYDAY=-1TH
LOCATION:12 Example Road\\, Leeds LS1 1AA\\, UK
END:VEVENT
BEGIN:VEVENT
UID:off@example.org
SUMMARY:Called off
STATUS:CANCELLED
DTSTART;TZID=Europe/London:20260106T190000
RRULE:FREQ=WEEKLY
END:VEVENT
BEGIN:VEVENT
UID:past@example.org
SUMMARY:Long over
DTSTART;TZID=Europe/London:20250106T190000
LOCATION:Hall\\, 13 Example Road\\, Leeds LS1 1AA\\, UK
END:VEVENT
BEGIN:VEVENT
UID:day@example.org
SUMMARY:Whole day
DTSTART;VALUE=DATE:20261201
END:VEVENT
BEGIN:VEVENT
UID:hourly@example.org
SUMMARY:Every hour
DTSTART;TZID=Europe/London:20260106T190000
RRULE:FREQ=HOURLY
LOCATION:Hall\\, 14 Example Road\\, Leeds LS1 1AA\\, UK
END:VEVENT
END:VCALENDAR
""".replace("{JOIN}", JOIN)
EVENTS = json.dumps(
        {
            "@context": "https://schema.org",
            "@graph": [
                {
                    "@type": "EventSeries", "@id": "https://example.org/e/1", "name": "Caregivers together",
                    "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
                    "location": {"@type": "Place", "name": "Library", "address": {
                        "@type": "PostalAddress", "streetAddress": "15 Example Road", "addressLocality": "Leeds",
                        "postalCode": "LS1 1AA", "addressCountry": "UK"}},
                    "eventSchedule": {"@type": "Schedule", "repeatFrequency": "P1W", "byDay": "https://schema.org/Monday",
                        "startDate": "2026-09-07", "startTime": "18:00", "endTime": "19:30",
                        "scheduleTimezone": "Europe/London", "exceptDate": ["2026-12-28"]},
                    "isAccessibleForFree": True, "typicalAgeRange": "18-",
                },
                {
                    "@type": "Event", "@id": "https://example.org/e/2", "name": "Grief online",
                    "startDate": "2026-12-03T19:00:00+00:00", "endDate": "2026-12-03T20:00:00+00:00",
                    "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
                    "location": {"@type": "VirtualLocation", "url": JOIN},
                },
                {"@type": "Event", "@id": "https://example.org/e/3", "name": "Off", "startDate": "2026-12-03T19:00",
                 "eventStatus": "https://schema.org/EventCancelled"},
                {"@type": "Event", "@id": "https://example.org/e/4", "name": "Whole day", "startDate": "2026-12-03"},
            ],
        }
)  # fmt: skip
PAGE = ('<!doctype html><html><head><script type="application/ld+json">', "</script></head><body></body></html>")
JSONLD = EVENTS.join(PAGE)


def tribe_event(number: int, start: str, **more: Any) -> dict[str, Any]:
    """One date of a series."""
    return {
        "id": number,
        "title": "Family Support Group &#8211; North",
        "description": "<p>For families. Call 202-555-0100.</p>",
        "url": f"https://example.org/event/family-north/{start[:10]}/",
        "start_date": f"{start}:00",
        "end_date": f"{start[:11]}20:30:00",
        "timezone": "America/Chicago",
        "all_day": False,
        "categories": [{"name": "Support groups"}],
        "venue": {"venue": "Church", "address": "16 Example Road", "city": "Chicago", "state": "IL", "zip": "60601"},
        "organizer": [{"organizer": "Canary Person", "email": "canary@example.org"}],
        **more,
    }


ONLINE: list[dict[str, Any]] = [
    {
        "name": "Lamp Circle", "times": "Monday 7:00 PM\nThursday 7:00 PM, Saturday 9:30 AM",
        "timezone": " America/Los_Angeles ", "url": JOIN, "email": "canary@example.org", "types": "Closed, Women",
        "formats": "Video", "languages": "English, Spanish",
        "notes": "Weekly.\nContact 1: Canary Person | 202-555-0100 |",
    },
    {
        "name": "Letters by Mail", "times": "ongoing", "timezone": "America/New_York", "email": "circle@example.org",
        "types": "Open", "formats": "Email", "end_time": "9:00 PM",
    },
    {
        "name": "Dial Together", "times": "Sunday 20:00", "timezone": "Europe/London", "phone": "+1 202 555 0199",
        "access_code": "4242", "formats": "Telephone", "types": "Discussion, Knitting",
    },
    {"name": "Every Dawn", "times": "6:30 AM", "timezone": "Europe/London", "url": JOIN, "formats": "Video"},
    {"name": "Where Is It", "times": "Friday 8:00 PM", "timezone": "Moon/Base", "url": JOIN, "formats": "Video"},
    {"name": "No Way", "times": "Friday 8:00 PM", "timezone": "Europe/London", "formats": "Video"},
    {"name": "When", "times": "Friday evenings", "timezone": "Europe/London", "url": JOIN, "formats": "Video"},
    {"name": "Business Meeting", "times": "Friday 8:00 PM", "timezone": "Europe/London", "url": JOIN},
]  # fmt: skip
FAMILY: list[dict[str, Any]] = [
    {
        "name": "Quiet Harbour AFG", "times": "Tuesday 08:15 PM", "timezone": "America/Chicago ", "url": JOIN,
        "phone": "", "access_code": "", "email": "",
        "types": ["Families, Friends, and Observers Welcome", "Adult Children"],
        "languages": "English,Bulgarian", "formats": "Zoom", "notes": "\nContact 1: Canary Person | 202-555-0100 |",
        "is_24_7": False, "meeting_id": "000 0000 0042", "meeting_password": "hidden42",
        "dial_in_number": "", "wso_id": "901",
    },
    {
        "name": "Night Porch AFG", "times": "", "timezone": "America/New_York", "url": "https://example.org/board",
        "types": ["Families and Friends Only", "Parents of Alcoholics"], "languages": "French",
        "formats": "Bulletin Board", "notes": "", "is_24_7": True, "wso_id": "902", "email": "canary@example.org",
    },
    {
        "name": "Noon Call AFG", "times": "Wednesday 12:00 PM", "timezone": "America/New_York", "url": "",
        "phone": "2025550199", "access_code": "4242", "types": ["Families and Friends Only"], "formats": "Phone",
        "languages": "English", "dial_in_number": "(202) 555-0199", "wso_id": "903",
    },
    {
        "name": "Silent Row AFG", "times": "Wednesday 12:00 PM", "timezone": "America/New_York", "url": "", "phone": "",
        "types": [], "formats": "Zoom", "languages": "English", "wso_id": "904",
    },
]  # fmt: skip
TRIBE = {
    "events": [
        tribe_event(1, "2026-12-01 19:00"),
        tribe_event(2, "2026-12-08 19:00"),
        tribe_event(3, "2026-12-16 19:00"),
        tribe_event(4, "2026-12-02 19:00", url="https://example.org/event/draft/", status="draft"),
        tribe_event(5, "2026-12-02 00:00", url="https://example.org/event/day/", all_day=True),
    ]
}
