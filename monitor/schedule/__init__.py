"""7 when: what is due is data in the archive; the daemon only wakes up to ask. The only room that knows APScheduler.

daemon   wake up, look, sleep        due   when a seed is looked at again        cron   when a digest goes out
"""
