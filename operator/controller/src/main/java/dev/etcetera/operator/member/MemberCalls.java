package dev.etcetera.operator.member;

/** Hears of each request by which a cluster's members are to change something, by the name of its method. Any thread. */
public interface MemberCalls {
    /** It is about to be sent. */
    void before(String method);

    /** Its answer, or that there is none, has arrived. */
    void after(String method);
}
