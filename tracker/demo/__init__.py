"""A portfolio of the real shape, made up: same seed, same data.

What is true: the territories' names, the projects' names, the counts, the eleven fiscal years
(2009-2010 to 2019-2020), the 400 M$. What is invented: every organisation, amount, date, decision and
figure. Communities are numbered, never named.

The calendar stands still. The worked agreement is fixed in 2016–2019 and the programme in 2009–2020, so
the history is told up to one day, ``service.AS_OF``, in the autumn that follows the last year: most of it
is closed, and the last final reports are being reviewed. Some are overdue or not yet accepted, some
agreements are owed their holdback, some owe money back. Nothing dated after that day has happened.

``shape``     who is funded, and over which rounds of years
``deals``     what each agreement commits; the total, to the cent
``partners``  organisations and their memberships
``calendar``  when reports come and are accepted, and when money may leave
``story``     the life of one agreement: signature, years, end
``spending``  costs by budget line, and what review refuses
``payments``  the schedule, what is paid, how debts are settled
``results``   indicators and contributions
``keys``      how a few regional projects are divided among the regions that they serve
``words``     the French and English wording of all of it
"""

from tracker.demo.service import Summary, install, portfolio

__all__ = ["Summary", "install", "portfolio"]
